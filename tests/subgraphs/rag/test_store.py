"""What the store keeps, and that it keeps a document whole or not at all."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import anyio
import apsw
import pytest
import sqlite_vec

from gateway.telemetry import StartError
from subgraphs.rag.documents import Collection, DocumentFormat
from subgraphs.rag.embedding import WordLlamaEmbedder
from subgraphs.rag.ingestion import Ingestion, Submission
from subgraphs.rag.problems import UnknownCollection
from subgraphs.rag.search.parameters import checked
from subgraphs.rag.search.searcher import Searcher
from subgraphs.rag.store.schema import IncompatibleStore
from subgraphs.rag.store.sqlite import SqliteDocumentStore
from tests.subgraphs.rag.conftest import Add

TABLES = ("document", "chunk", "chunk_text", "chunk_vector")


def rows(path: Path) -> dict[str, int]:
    """How many rows each table has, read by a connection of its own."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    connection.enable_load_extension(True)
    connection.load_extension(sqlite_vec.loadable_path())
    counts = {table: connection.execute(f"SELECT count(*) FROM {table}").get for table in TABLES}
    connection.close()
    return counts


async def test_a_document_comes_back_as_it_was_put(store: SqliteDocumentStore, add: Add) -> None:
    document = await add("Keys", "# Keys\n\nA key names an entity.\n", owner="user-3")
    assert await store.documents_by_ids([document.id]) == {document.id: document}
    assert await store.texts_by_document_ids([document.id]) == {document.id: "# Keys\n\nA key names an entity.\n"}
    [chunk] = (await store.chunks_by_document_ids([document.id]))[document.id]
    assert (chunk.id, chunk.index, chunk.text) == (f"{document.id}.0", 0, "# Keys\n\nA key names an entity.")
    assert document.created_at == datetime(2026, 1, 1, tzinfo=UTC)


async def test_everything_survives_a_restart(
    tmp_path: Path, store: SqliteDocumentStore, add: Add, embedder: WordLlamaEmbedder
) -> None:
    document = await add("Keys", "A key names an entity.")
    store.close()
    again = SqliteDocumentStore(tmp_path / "rag.sqlite", embedder.name, embedder.dimensions)
    [[hit]] = await Searcher(again, embedder).search([checked("entity", 5, None, 0.5)])
    assert hit.chunk.document_id == document.id
    again.close()


async def test_replacing_a_document_leaves_nothing_of_the_old_one(tmp_path: Path, searcher: Searcher, add: Add) -> None:
    await add("Port", "The gateway listens on port 4000. " * 60, id="d")
    await add("Port", "The gateway listens on port 9999.", id="d")
    assert rows(tmp_path / "rag.sqlite") == dict.fromkeys(TABLES, 1)
    [hits] = await searcher.search([checked("gateway port", 5, None, 0.5)])
    assert [hit.chunk.text for hit in hits] == ["The gateway listens on port 9999."]


async def test_a_collection_can_be_renamed_while_it_has_documents(store: SqliteDocumentStore, add: Add) -> None:
    await store.put_collection(Collection("c", "Old", None))
    document = await add("Keys", "A key.", collection="c")
    await store.put_collection(Collection("c", "New", "Described."))
    assert (await store.collections_by_ids(["c"]))["c"] == Collection("c", "New", "Described.")
    assert document.id in await store.documents_by_ids([document.id])


async def test_an_unknown_collection_is_refused_and_nothing_is_stored(tmp_path: Path, add: Add) -> None:
    with pytest.raises(UnknownCollection, match="no collection with the id 'nope'"):
        await add("Keys", "A key.", collection="nope")
    assert rows(tmp_path / "rag.sqlite") == dict.fromkeys(TABLES, 0)


class FailingEmbedder:
    """Embeds like the real one until it has embedded so many texts."""

    def __init__(self, embedder: WordLlamaEmbedder, texts: int) -> None:
        self.name, self.dimensions = embedder.name, embedder.dimensions
        self._embedder = embedder
        self._left = texts

    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        vectors = []
        for text in texts:
            if self._left == 0:
                raise RuntimeError("the embedder broke down")
            self._left -= 1
            vectors += await self._embedder.embed([text])
        return vectors


async def test_a_failing_embedder_leaves_no_half_document(
    tmp_path: Path, store: SqliteDocumentStore, embedder: WordLlamaEmbedder
) -> None:
    broken = Ingestion(store, FailingEmbedder(embedder, 2), lambda: datetime.now(UTC), lambda: "d")
    with pytest.raises(RuntimeError, match="broke down"):
        await broken.add(Submission("general", "Long", "A sentence. " * 500, DocumentFormat.MARKDOWN, "user-1"))
    assert rows(tmp_path / "rag.sqlite") == dict.fromkeys(TABLES, 0)


async def test_a_statement_that_fails_undoes_those_before_it(
    tmp_path: Path, store: SqliteDocumentStore, add: Add
) -> None:
    """The third chunk cannot be indexed; the document, two chunks and their vectors were written already."""
    seen = 0

    def fail(cursor: apsw.Cursor, statement: str, bindings: object) -> bool:
        nonlocal seen
        seen += statement.startswith("INSERT INTO chunk_vector")
        return seen < 3

    await store._database.run(lambda connection: setattr(connection, "exec_trace", fail))
    with pytest.raises(Exception, match="cannot be used"):
        await add("Long", "A sentence. " * 500)
    await store._database.run(lambda connection: setattr(connection, "exec_trace", None))
    assert rows(tmp_path / "rag.sqlite") == dict.fromkeys(TABLES, 0)
    await add("Long", "A sentence. " * 500)
    assert rows(tmp_path / "rag.sqlite")["document"] == 1


DIES = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from subgraphs.rag.documents import DocumentFormat
from subgraphs.rag.embedding import WordLlamaEmbedder
from subgraphs.rag.ingestion import Ingestion, Submission
from subgraphs.rag.store.sqlite import SqliteDocumentStore

async def main():
    embedder = WordLlamaEmbedder.load()
    store = SqliteDocumentStore(Path(sys.argv[1]), embedder.name, embedder.dimensions)
    ingestion = Ingestion(store, embedder, lambda: datetime.now(UTC), iter(["first", "second"]).__next__)
    submission = Submission("general", "Long", "A sentence. " * 500, DocumentFormat.MARKDOWN, "user-1")
    await ingestion.add(submission)
    seen = 0
    def die(cursor, statement, bindings):
        nonlocal seen
        seen += statement.startswith("INSERT INTO chunk_vector")
        if seen == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return True
    await store._database.run(lambda connection: setattr(connection, "exec_trace", die))
    await ingestion.add(submission)

asyncio.run(main())
"""


async def test_a_crash_in_the_middle_leaves_no_half_document(tmp_path: Path, embedder: WordLlamaEmbedder) -> None:
    path = tmp_path / "rag.sqlite"
    died = await anyio.run_process([sys.executable, "-c", DIES, str(path)], check=False)
    assert died.returncode == -signal.SIGKILL
    store = SqliteDocumentStore(path, embedder.name, embedder.dimensions)
    assert set(await store.documents_by_ids(["first", "second"])) == {"first"}
    counts = rows(path)
    assert counts["document"] == 1
    assert counts["chunk"] == counts["chunk_text"] == counts["chunk_vector"] > 3
    store.close()


def test_a_store_of_another_embedder_is_refused(tmp_path: Path) -> None:
    SqliteDocumentStore(tmp_path / "s.sqlite", "model-a", 256).close()
    with pytest.raises(IncompatibleStore, match=r"indexed by model-a with 256 .* embeds by model-b with 256 .* move"):
        SqliteDocumentStore(tmp_path / "s.sqlite", "model-b", 256)


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "s.sqlite").write_text("this is not a database, but a text of some length" * 100)
    with pytest.raises(StartError, match=r"cannot open the database .*s.sqlite"):
        SqliteDocumentStore(tmp_path / "s.sqlite", "model-a", 256)
