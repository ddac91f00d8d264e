"""SQLite behind one thread."""

from __future__ import annotations

import asyncio
import stat
import threading
from pathlib import Path

import apsw
import pytest

from gateway.telemetry import StartError
from subgraphs.kit.errors import StoreUnavailable
from subgraphs.kit.sqlite import Database

SCHEMA = "CREATE TABLE IF NOT EXISTS numbers (value INTEGER PRIMARY KEY)"


async def test_what_is_written_is_there_when_opened_again(tmp_path: Path) -> None:
    for expected in (1, 2):
        database = Database(tmp_path / "deep" / "numbers.db", SCHEMA)
        await database.run(lambda db: db.execute("INSERT INTO numbers (value) VALUES (NULL)"))
        count = await database.run(lambda db: db.execute("SELECT count(*) FROM numbers").get)
        database.close()
        assert count == expected
    assert not (tmp_path / "deep" / "numbers.db-wal").exists()
    assert stat.S_IMODE((tmp_path / "deep" / "numbers.db").stat().st_mode) == 0o600


async def test_work_is_done_by_one_thread_in_turn(tmp_path: Path) -> None:
    database = Database(tmp_path / "numbers.db", SCHEMA)
    threads = await asyncio.gather(*(database.run(lambda _: threading.get_ident()) for _ in range(20)))
    database.close()
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


async def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "numbers.db", SCHEMA)

    def twice(db: apsw.Connection) -> None:
        with db:
            db.execute("INSERT INTO numbers VALUES (1)")
            db.execute("INSERT INTO numbers VALUES (1)")

    with pytest.raises(StoreUnavailable):
        await database.run(twice)
    assert await database.run(lambda db: db.execute("SELECT count(*) FROM numbers").get) == 0
    database.close()


async def test_a_full_disk_is_told_without_the_path(tmp_path: Path) -> None:
    database = Database(tmp_path / "numbers.db", "CREATE TABLE IF NOT EXISTS blobs (value BLOB)")
    await database.run(lambda db: db.execute("PRAGMA max_page_count = 4").fetchall())
    with pytest.raises(StoreUnavailable) as failure:
        await database.run(lambda db: db.execute("INSERT INTO blobs VALUES (zeroblob(1000000))"))
    database.close()
    assert str(tmp_path) not in str(failure.value)


def test_a_file_that_is_no_database_keeps_the_service_from_starting(tmp_path: Path) -> None:
    path = tmp_path / "numbers.db"
    path.write_text("this is not a database, but it is long enough to be taken for one\n" * 20)
    with pytest.raises(StartError, match=r"cannot open the database .*not a database"):
        Database(path, SCHEMA)
