"""The composition root: models, cache and conversations behind the GraphQL application.

The model is loaded in the background after the service has started; until then it is not ready. A missing model file
is no reason not to be: everything else works, and the fields that need the model say what is missing.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.types import ASGIApp

from gateway.security import Principal
from gateway.telemetry import Metrics, Service
from subgraphs.inference.answering.answerer import Answerer
from subgraphs.inference.cache import ValkeyCompletionCache
from subgraphs.inference.completer import Completer
from subgraphs.inference.conversations.dialogue import Dialogue
from subgraphs.inference.conversations.store import SqliteConversationStore
from subgraphs.inference.disconnect import CancelOnDisconnect
from subgraphs.inference.graph.context import InferenceContext, MessageLoader
from subgraphs.inference.graph.operations import Mutation, Query
from subgraphs.inference.graph.searches import Search
from subgraphs.inference.metrics import InferenceMetrics
from subgraphs.inference.settings import InferenceSettings
from subgraphs.inference.slots import Slots
from subgraphs.inference.worker.llama import WorkerSettings
from subgraphs.inference.worker.local import LocalModel
from subgraphs.inference.worker.remote import RemoteModels
from subgraphs.kit.app import graphql_app
from subgraphs.kit.schema import SubgraphSchema


class Inference:
    """The parts of the running service.

    Args:
        settings: how it is set up.
        metrics: the process's metrics.
    """

    def __init__(self, settings: InferenceSettings, metrics: Metrics) -> None:
        measured = InferenceMetrics(metrics.registry)
        self.backend = backend(settings)
        self.cache = ValkeyCompletionCache(settings.valkey_url, settings.inference_cache_seconds, measured)
        self.store = SqliteConversationStore(settings.store_file)
        slots = Slots(settings.inference_slots, settings.inference_queue, settings.inference_seconds)
        self.completer = Completer(self.backend, self.cache, slots, measured)
        self.dialogue = Dialogue(
            self.store, self.completer, lambda: datetime.now(UTC), lambda: secrets.token_urlsafe(12)
        )
        self.answerer = Answerer(self.completer)
        self.starting = True

    def context(self, caller: Principal | None) -> InferenceContext:
        """The context of one operation."""
        return InferenceContext(
            caller, self.completer, self.answerer, self.dialogue, self.store, MessageLoader(self.store)
        )

    async def warm_up(self) -> None:
        """Load the model, if it is there."""
        try:
            await self.backend.models()
        finally:
            self.starting = False

    async def close(self) -> None:
        """Stop the model and close the stores."""
        await self.backend.close()
        await self.cache.close()
        await asyncio.to_thread(self.store.close)


def backend(settings: InferenceSettings) -> LocalModel | RemoteModels:
    """The endpoint that the settings name, or else the model file."""
    if settings.inference_endpoint:
        key = settings.inference_api_key
        return RemoteModels(
            settings.inference_endpoint,
            key.get_secret_value() if key else None,
            settings.inference_context,
            settings.inference_seconds,
        )
    run = WorkerSettings(settings.inference_slots, settings.inference_context)
    return LocalModel(settings.gguf_file, settings.model_name, run, settings.inference_seconds)


def schema() -> SubgraphSchema:
    """The schema of this subgraph."""
    return SubgraphSchema(Query, Mutation, types=[Search])


def application(inference: Inference, settings: InferenceSettings) -> ASGIApp:
    """The ASGI application; its lifespan loads the model and closes everything."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        warming = asyncio.create_task(inference.warm_up())
        try:
            yield
        finally:
            await asyncio.gather(warming, return_exceptions=True)
            await inference.close()

    return CancelOnDisconnect(graphql_app(schema(), settings.verifier(), inference.context, lifespan=lifespan))


def service(settings: InferenceSettings) -> Service:
    """The service as the kit runs it. Raises StartError when the conversations cannot be opened."""
    metrics = Metrics()
    inference = Inference(settings, metrics)

    async def ready() -> Mapping[str, str]:
        return {"model": "is being loaded"} if inference.starting else {}

    app = application(inference, settings)
    return Service("inference", app, settings.host, settings.port, settings.admin_port, ready, metrics)
