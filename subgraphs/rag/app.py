"""The composition root: the embedder, the store and the searches behind the GraphQL application.

Loading samples goes on in the background after the service has started; until it is done the service answers from
what it has and says on its admin port that it is not ready.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.types import ASGIApp

from gateway.security import Principal
from gateway.telemetry import Service
from subgraphs.kit.app import graphql_app
from subgraphs.kit.schema import SubgraphSchema
from subgraphs.rag.embedding import WordLlamaEmbedder
from subgraphs.rag.graph.context import RagContext
from subgraphs.rag.graph.mutations import Mutation
from subgraphs.rag.graph.queries import Query
from subgraphs.rag.ingestion import Ingestion
from subgraphs.rag.loaders import Loaders
from subgraphs.rag.ports import DocumentStore, Embedder
from subgraphs.rag.samples.loader import SampleLoader
from subgraphs.rag.search.searcher import Searcher
from subgraphs.rag.settings import RagSettings
from subgraphs.rag.store.sqlite import SqliteDocumentStore

logger = logging.getLogger(__name__)

# A document may have 500,000 characters of up to four bytes each, escaped in JSON.
_MAX_BODY_BYTES = 4 * 2**20


class Rag:
    """The parts of the running service."""

    def __init__(self, store: DocumentStore, embedder: Embedder, settings: RagSettings) -> None:
        self.store = store
        self.ingestion = Ingestion(store, embedder, lambda: datetime.now(UTC), lambda: secrets.token_urlsafe(12))
        self.searcher = Searcher(store, embedder)
        self.samples = SampleLoader(store, self.ingestion, settings.sample_documents)

    def context(self, caller: Principal | None) -> RagContext:
        """The context of one operation, with loaders of its own."""
        return RagContext(caller, Loaders(self.store, self.searcher), self.store, self.ingestion)


def schema() -> SubgraphSchema:
    """The schema of this subgraph."""
    return SubgraphSchema(Query, Mutation)


def application(rag: Rag, settings: RagSettings, store: SqliteDocumentStore) -> ASGIApp:
    """The ASGI application; its lifespan loads the samples and closes the store."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        loading = asyncio.create_task(_load(rag.samples))
        try:
            yield
        finally:
            loading.cancel()
            await asyncio.gather(loading, return_exceptions=True)
            await asyncio.to_thread(store.close)

    return graphql_app(schema(), settings.verifier(), rag.context, lifespan=lifespan, max_body_bytes=_MAX_BODY_BYTES)


def service(settings: RagSettings) -> Service:
    """The service as the kit runs it. Raises StartError when the store or the embedder cannot be opened."""
    embedder = WordLlamaEmbedder.load()
    store = SqliteDocumentStore(settings.store_file, embedder.name, embedder.dimensions)
    rag = Rag(store, embedder, settings)

    async def ready() -> Mapping[str, str]:
        return {"samples": rag.samples.progress} if rag.samples.progress else {}

    app = application(rag, settings, store)
    return Service("rag", app, settings.host, settings.port, settings.admin_port, ready)


async def _load(samples: SampleLoader) -> None:
    try:
        await samples.load()
    except Exception as error:
        samples.progress = f"loading the sample documents failed: {error}; the next start goes on"
        logger.exception("loading the sample documents failed")
