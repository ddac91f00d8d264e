"""`DocumentStore` on one SQLite file.

Reading methods are one statement each, whatever the number of keys. `put` is one transaction over the document, its
chunks, the text index and the vectors, so a document is either found by everything or not there at all, also after a
crash between two statements.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import apsw

from subgraphs.kit.sqlite import Database
from subgraphs.kit.timestamps import microseconds
from subgraphs.rag.documents import (
    Chunk,
    Collection,
    Document,
    IndexedDocument,
    Page,
    Passage,
    Position,
    chunk_id,
    subheadings,
)
from subgraphs.rag.problems import UnknownCollection
from subgraphs.rag.search.parameters import Candidates, StoreQuery
from subgraphs.rag.store.pages import pages_by
from subgraphs.rag.store.rows import CHUNK_COLUMNS, DOCUMENT_COLUMNS, chunk_of, document_of, keys
from subgraphs.rag.store.schema import prepare
from subgraphs.rag.store.search_queries import search


class SqliteDocumentStore:
    """A `DocumentStore` over the file at `path`, which is created when missing.

    Raises StartError when the file cannot be opened, IncompatibleStore when it was made with another embedder.
    """

    def __init__(self, path: Path, embedder_name: str, dimensions: int) -> None:
        self._database = Database(path, "", prepare=lambda opened: prepare(opened, embedder_name, dimensions))

    def close(self) -> None:
        """Finish what runs and close the file."""
        self._database.close()

    async def put_collection(self, collection: Collection) -> None:
        statement = (
            "INSERT INTO collection (id, name, description) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description"
        )
        row = (collection.id, collection.name, collection.description)
        await self._database.run(lambda connection: _run(connection, statement, row))

    async def put(self, indexed: IndexedDocument) -> None:
        await self._database.run(lambda connection: _put(connection, indexed))

    async def collections(self) -> list[Collection]:
        rows = await self._rows("SELECT id, name, description FROM collection ORDER BY name, id")
        return [Collection(*row) for row in rows]

    async def collections_by_ids(self, ids: Sequence[str]) -> dict[str, Collection]:
        rows = await self._by_keys("SELECT id, name, description FROM collection WHERE id IN {keys}", ids)
        return {row[0]: Collection(*row) for row in rows}

    async def documents_by_ids(self, ids: Sequence[str]) -> dict[str, Document]:
        rows = await self._by_keys(f"SELECT {DOCUMENT_COLUMNS} FROM document WHERE id IN {{keys}}", ids)
        return {row[0]: document_of(row) for row in rows}

    async def texts_by_document_ids(self, ids: Sequence[str]) -> dict[str, str]:
        return dict(await self._by_keys("SELECT id, text FROM document WHERE id IN {keys}", ids))

    async def chunks_by_ids(self, ids: Sequence[str]) -> dict[str, Chunk]:
        rows = await self._by_keys(f"SELECT {CHUNK_COLUMNS} FROM chunk WHERE id IN {{keys}}", ids)
        return {row[0]: chunk_of(row) for row in rows}

    async def chunks_by_document_ids(self, ids: Sequence[str]) -> dict[str, list[Chunk]]:
        statement = f"SELECT {CHUNK_COLUMNS} FROM chunk WHERE document_id IN {{keys}} ORDER BY document_id, position"
        chunks: dict[str, list[Chunk]] = {}
        for row in await self._by_keys(statement, ids):
            chunk = chunk_of(row)
            chunks.setdefault(chunk.document_id, []).append(chunk)
        return chunks

    async def pages_by_owner(self, ids: Sequence[str], first: int, after: Position | None) -> dict[str, Page]:
        return await self._database.run(lambda connection: pages_by(connection, "owner_id", ids, first, after))

    async def pages_by_collection(self, ids: Sequence[str], first: int, after: Position | None) -> dict[str, Page]:
        return await self._database.run(lambda connection: pages_by(connection, "collection_id", ids, first, after))

    async def search(self, queries: Sequence[StoreQuery]) -> list[Candidates]:
        return await self._database.run(lambda connection: search(connection, queries))

    async def count_documents(self) -> int:
        [(count,)] = await self._rows("SELECT count(*) FROM document")
        return int(count)

    async def notes(self) -> Mapping[str, str]:
        return dict(await self._rows("SELECT name, value FROM note"))

    async def note(self, name: str, value: str) -> None:
        statement = "INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)"
        await self._database.run(lambda connection: _run(connection, statement, (name, value)))

    async def _by_keys(self, statement: str, ids: Sequence[str]) -> list[Any]:
        return await self._rows(statement.format(keys="(SELECT value FROM json_each(?))"), (keys(ids),))

    async def _rows(self, statement: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        return await self._database.run(lambda connection: list(connection.execute(statement, parameters)))


def _run(connection: apsw.Connection, statement: str, parameters: Sequence[Any]) -> None:
    connection.execute(statement, parameters)


def _put(connection: apsw.Connection, indexed: IndexedDocument) -> None:
    with connection:
        collection_id = indexed.document.collection_id
        if connection.execute("SELECT 1 FROM collection WHERE id = ?", (collection_id,)).get is None:
            raise UnknownCollection(collection_id)
        _remove(connection, indexed.document.id)
        _insert_document(connection, indexed)
        for index, (passage, vector) in enumerate(zip(indexed.passages, indexed.vectors, strict=True)):
            _insert_chunk(connection, indexed.document, index, passage, vector)


def _insert_document(connection: apsw.Connection, indexed: IndexedDocument) -> None:
    document = indexed.document
    created_at = microseconds(document.created_at)
    values = (document.collection_id, document.title, document.format.value, document.owner_id, created_at)
    statement = f"INSERT INTO document ({DOCUMENT_COLUMNS}, text) VALUES (?, ?, ?, ?, ?, ?, ?)"
    connection.execute(statement, (document.id, *values, indexed.text))


def _insert_chunk(connection: apsw.Connection, document: Document, index: int, passage: Passage, vector: bytes) -> None:
    connection.execute(
        "INSERT INTO chunk (id, document_id, collection_id, position, text) VALUES (?, ?, ?, ?, ?)",
        (chunk_id(document.id, index), document.id, document.collection_id, index, passage.text),
    )
    key = connection.last_insert_rowid()
    connection.execute(
        "INSERT INTO chunk_text (rowid, title, headings, text) VALUES (?, ?, ?, ?)",
        (key, document.title, " / ".join(subheadings(document.title, passage.headings)), passage.text),
    )
    connection.execute(
        "INSERT INTO chunk_vector (key, collection_id, embedding) VALUES (?, ?, ?)",
        (key, document.collection_id, vector),
    )


def _remove(connection: apsw.Connection, document_id: str) -> None:
    for table, column in (("chunk_text", "rowid"), ("chunk_vector", "key")):
        statement = f"DELETE FROM {table} WHERE {column} IN (SELECT key FROM chunk WHERE document_id = ?)"
        connection.execute(statement, (document_id,))
    connection.execute("DELETE FROM chunk WHERE document_id = ?", (document_id,))
    connection.execute("DELETE FROM document WHERE id = ?", (document_id,))
