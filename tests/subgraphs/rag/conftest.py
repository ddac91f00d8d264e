"""The real parts of rag, on a fresh file: embedder, store, ingestion, search."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest

from gateway.security import Principal
from subgraphs.kit.schema import SubgraphSchema
from subgraphs.rag.app import schema as make_schema
from subgraphs.rag.documents import Document, DocumentFormat
from subgraphs.rag.embedding import WordLlamaEmbedder
from subgraphs.rag.graph.context import RagContext
from subgraphs.rag.ingestion import Ingestion, Submission
from subgraphs.rag.loaders import Loaders
from subgraphs.rag.search.searcher import Searcher
from subgraphs.rag.store.sqlite import SqliteDocumentStore

Ask = Callable[..., Awaitable[dict[str, Any]]]
Add = Callable[..., Awaitable[Document]]


@pytest.fixture(scope="session")
def embedder() -> WordLlamaEmbedder:
    return WordLlamaEmbedder.load()


@pytest.fixture
def store(tmp_path: Path, embedder: WordLlamaEmbedder) -> Iterator[SqliteDocumentStore]:
    store = SqliteDocumentStore(tmp_path / "rag.sqlite", embedder.name, embedder.dimensions)
    yield store
    store.close()


@pytest.fixture
def ingestion(store: SqliteDocumentStore, embedder: WordLlamaEmbedder) -> Ingestion:
    """A clock that ticks a second per document, and ids that count."""
    ticks = itertools.count()
    ids = itertools.count(1)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return Ingestion(store, embedder, lambda: start + timedelta(seconds=next(ticks)), lambda: f"doc-{next(ids)}")


@pytest.fixture
def searcher(store: SqliteDocumentStore, embedder: WordLlamaEmbedder) -> Searcher:
    return Searcher(store, embedder)


@pytest.fixture
def add(ingestion: Ingestion) -> Add:
    """Adds a document: `await add("Title", "Text.", owner="user-1", collection="general", id=None)`."""

    async def add(
        title: str, text: str, *, owner: str = "user-1", collection: str = "general", id: str | None = None
    ) -> Document:
        submission = Submission(collection, title, text, DocumentFormat.MARKDOWN, owner)
        return await ingestion.add(submission, id)

    return add


@pytest.fixture(scope="session")
def schema() -> SubgraphSchema:
    return make_schema()


@pytest.fixture
def ask(schema: SubgraphSchema, store: SqliteDocumentStore, searcher: Searcher, ingestion: Ingestion) -> Ask:
    """Executes a document as one request: `await ask(query, scopes=..., **variables)` -> {"data", "errors"}."""

    async def ask(query: str, scopes: str | None = None, **variables: Any) -> dict[str, Any]:
        caller = None if scopes is None else Principal("user-7", frozenset(scopes.split()), {}, "token")
        context = RagContext(caller, Loaders(store, searcher), store, ingestion)
        result = await schema.execute(query, variable_values=variables, context_value=context)
        return {"data": result.data, "errors": [error.formatted for error in result.errors or []]}

    return ask


@pytest.fixture
async def statements(store: SqliteDocumentStore) -> list[str]:
    """Every SQL statement that the store runs from now on."""
    seen: list[str] = []

    def trace(cursor: apsw.Cursor, statement: str, bindings: Any) -> bool:
        seen.append(" ".join(statement.split()))
        return True

    await store._database.run(lambda connection: setattr(connection, "exec_trace", trace))
    return seen
