"""Real answers by the real model from the real search: grounded, cited, and changing with the documents."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from subgraphs.inference.answering.answerer import Answerer
from subgraphs.inference.cache import ValkeyCompletionCache
from subgraphs.inference.completer import Completer
from subgraphs.inference.conversations.dialogue import Dialogue
from subgraphs.inference.conversations.store import SqliteConversationStore
from subgraphs.inference.graph.context import InferenceContext, MessageLoader
from subgraphs.inference.metrics import InferenceMetrics
from subgraphs.inference.slots import Slots
from subgraphs.inference.worker.local import LocalModel
from subgraphs.kit.schema import SubgraphSchema
from subgraphs.rag.app import schema as rag_schema
from subgraphs.rag.documents import DocumentFormat
from subgraphs.rag.embedding import WordLlamaEmbedder
from subgraphs.rag.graph.context import RagContext
from subgraphs.rag.ingestion import Ingestion, Submission
from subgraphs.rag.loaders import Loaders
from subgraphs.rag.search.searcher import Searcher
from subgraphs.rag.store.sqlite import SqliteDocumentStore
from tests.subgraphs.inference.evaluation import evaluate

pytestmark = [pytest.mark.services, pytest.mark.slow]

SEARCH = "query ($q: String!) { search(query: $q, topK: 3) { __typename id query hits { score chunk { id text } } } }"
ANSWER = """
query ($r: [_Any!]!) {
  _entities(representations: $r) { ... on Search { answer { text cached model { name } citations { id } } } }
}
"""


class Library:
    """rag's documents and search, over a store of its own."""

    def __init__(self, store: SqliteDocumentStore, embedder: WordLlamaEmbedder) -> None:
        self.store = store
        self.ingestion = Ingestion(store, embedder, lambda: datetime.now(UTC), lambda: "unused")
        self._searcher = Searcher(store, embedder)

    async def put(self, id: str, title: str, text: str) -> None:
        await self.ingestion.add(Submission("general", title, text, DocumentFormat.MARKDOWN, "user-1"), id)

    async def search(self, question: str) -> dict[str, Any]:
        """What a gateway gets from rag and sends to inference."""
        context = RagContext(None, Loaders(self.store, self._searcher), self.store, self.ingestion)
        result = await rag_schema().execute(SEARCH, variable_values={"q": question}, context_value=context)
        assert result.data
        search: dict[str, Any] = result.data["search"]
        return search


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    embedder = WordLlamaEmbedder.load()
    store = SqliteDocumentStore(tmp_path / "rag.sqlite", embedder.name, embedder.dimensions)
    yield Library(store, embedder)
    store.close()


@pytest.fixture
def real(
    local_model: LocalModel,
    cache: ValkeyCompletionCache,
    metrics: InferenceMetrics,
    conversations: SqliteConversationStore,
) -> InferenceContext:
    completer = Completer(local_model, cache, Slots(1, 8, 120.0), metrics)
    dialogue = Dialogue(conversations, completer, lambda: datetime.now(UTC), lambda: "unused")
    return InferenceContext(None, completer, Answerer(completer), dialogue, conversations, MessageLoader(conversations))


async def answered(schema: SubgraphSchema, context: InferenceContext, search: dict[str, Any]) -> dict[str, Any]:
    result = await schema.execute(ANSWER, variable_values={"r": [search]}, context_value=context)
    assert result.errors is None
    assert result.data
    answer: dict[str, Any] = result.data["_entities"][0]["answer"]
    return answer


async def test_the_answer_changes_with_the_document(
    library: Library, schema: SubgraphSchema, real: InferenceContext
) -> None:
    question = "Which port does the harbour office listen on?"
    await library.put("ships", "Ships", "A cog is a ship with one mast. It sailed the Baltic.")
    await library.put("office", "Harbour office", "The harbour office listens on port 4711.")
    first = await answered(schema, real, await library.search(question))
    await library.put("office", "Harbour office", "The harbour office listens on port 8080.")
    second = await answered(schema, real, await library.search(question))
    assert "4711" in first["text"]
    assert "8080" in second["text"]
    assert "4711" not in second["text"]
    assert first["citations"] == second["citations"] == [{"id": "office.0"}]
    assert first["model"] == {"name": "SmolLM2 135M Instruct"}


async def test_the_same_question_again_comes_from_the_cache(
    library: Library, schema: SubgraphSchema, real: InferenceContext
) -> None:
    await library.put("office", "Harbour office", "The harbour office listens on port 4711.")
    search = await library.search("Which port does the harbour office listen on?")
    first = await answered(schema, real, search)
    second = await answered(schema, real, search)
    assert (first["cached"], second["cached"]) == (False, True)
    assert first["text"] == second["text"]


async def test_most_questions_about_the_handbook_are_answered_from_it(model_file: Path, tmp_path: Path) -> None:
    """A model of 135 million parameters may fail at one or two; `evaluation` shows at which."""
    judgements = await evaluate(model_file, tmp_path)
    wrong = [(judgement.question, judgement.answer) for judgement in judgements if not judgement.right]
    assert len(wrong) <= 2, wrong
