"""Connections to the SQLite file for an asynchronous service.

One connection writes, behind a lock; a few others read at the same time, which write-ahead logging allows. Every piece
of work is a plain function of a connection, run in a thread and to its end even when the caller is cancelled: a
connection is never used by two threads, nor left inside a transaction.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import anyio
import anyio.to_thread
import apsw
import sqlite_vec

T = TypeVar("T")
Work = Callable[[apsw.Connection], T]

_BUSY_TIMEOUT_MS = 5000


class Database:
    """One SQLite file with FTS5 and sqlite-vec; make one with `open`, end it with `close`."""

    def __init__(self, writer: apsw.Connection, readers: list[apsw.Connection]) -> None:
        self._writer = writer
        self._writing = asyncio.Lock()
        self._readers = readers
        self._idle: asyncio.LifoQueue[apsw.Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._idle.put_nowait(reader)

    @classmethod
    async def open(cls, path: Path, prepare: Work[None], readers: int = 3) -> "Database":
        """Open or create the file and its folder; `prepare` sees the writing connection first."""
        return await anyio.to_thread.run_sync(_open, cls, path, prepare, readers)

    async def read(self, work: Work[T]) -> T:
        """Run `work` on a connection of its own that only reads."""
        connection = await self._idle.get()
        try:
            return await anyio.to_thread.run_sync(work, connection)
        finally:
            self._idle.put_nowait(connection)

    async def write(self, work: Work[T]) -> T:
        """Run `work` in one transaction: committed when it returns, rolled back when it raises."""
        async with self._writing:
            return await anyio.to_thread.run_sync(_in_transaction, self._writer, work)

    async def close(self) -> None:
        """Close every connection; the last one folds the log into the file."""
        with anyio.CancelScope(shield=True):
            async with self._writing:
                for connection in (*self._readers, self._writer):
                    await anyio.to_thread.run_sync(connection.close)


def _open(cls: type[Database], path: Path, prepare: Work[None], readers: int) -> Database:
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = _connect(path, apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
    writer.pragma("journal_mode", "wal")
    writer.pragma("synchronous", "normal")
    writer.pragma("foreign_keys", True)
    prepare(writer)
    return cls(writer, [_connect(path, apsw.SQLITE_OPEN_READONLY) for _ in range(readers)])


def _connect(path: Path, flags: int) -> apsw.Connection:
    connection = apsw.Connection(str(path), flags=flags)
    connection.set_busy_timeout(_BUSY_TIMEOUT_MS)
    connection.enable_load_extension(True)
    connection.load_extension(sqlite_vec.loadable_path())
    connection.enable_load_extension(False)
    return connection


def _in_transaction(connection: apsw.Connection, work: Work[T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result
