"""One SQLite file behind one thread: the event loop never waits for the disk, and writes never meet.

`run` hands a function the connection.  Any failure of SQLite (full disk, corrupt file) becomes `StoreUnavailable`, with
the reason in the log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import apsw

from gateway.telemetry import StartError
from subgraphs.kit.errors import StoreUnavailable

logger = logging.getLogger(__name__)

T = TypeVar("T")

_PRAGMAS = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON"


class Database:
    """An open SQLite database.

    Args:
        path: the file, readable by its owner alone when new; its directory is made.
        schema: SQL that makes what is missing (`CREATE … IF NOT EXISTS`).
        prepare: called once with the fresh connection, e.g. to load extensions.

    Raises:
        StartError: the file cannot be opened.
    """

    def __init__(self, path: Path, schema: str, *, prepare: Callable[[apsw.Connection], None] | None = None) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # SQLite gives its other files the same mode
            self._connection = apsw.Connection(str(path))
            self._connection.set_busy_timeout(5000)
            self._connection.execute(_PRAGMAS)
            if prepare is not None:
                prepare(self._connection)
            with self._connection:
                self._connection.execute(schema)
        except (OSError, apsw.Error) as error:
            raise StartError(f"cannot open the database {path}: {error}") from error
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"sqlite-{path.stem}")

    async def run(self, work: Callable[[apsw.Connection], T]) -> T:
        """`work(connection)` in the database's thread; use `with connection:` for a transaction.

        Raises:
            StoreUnavailable: SQLite failed.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._connection)
        except apsw.Error as error:
            logger.error("%s failed: %s: %s", self._path, type(error).__name__, error)
            raise StoreUnavailable from error

    def close(self) -> None:
        """Finish what runs, fold the write-ahead log in, close the file."""
        self._thread.shutdown(wait=True)
        self._connection.close()
