"""What the model answers about the handbook: `python -m tests.subgraphs.inference.evaluation`.

Every question goes the real way, from the search over docs/handbook to the model, and is judged by a phrase that a
right answer holds. Read the answers, too: a phrase can be there and the rest be nonsense.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry

from subgraphs.inference.answering.answerer import Answerer
from subgraphs.inference.answering.passages import Hit, choose
from subgraphs.inference.completer import Completer
from subgraphs.inference.completions import Completion
from subgraphs.inference.metrics import InferenceMetrics
from subgraphs.inference.slots import Slots
from subgraphs.inference.worker.llama import WorkerSettings
from subgraphs.inference.worker.local import LocalModel
from subgraphs.rag.embedding import WordLlamaEmbedder
from subgraphs.rag.ingestion import Ingestion
from subgraphs.rag.samples.loader import SampleLoader
from subgraphs.rag.search.parameters import checked
from subgraphs.rag.search.searcher import Searcher
from subgraphs.rag.store.sqlite import SqliteDocumentStore

HANDBOOK = Path("docs/handbook")

QUESTIONS = (
    ("What is an entity key in federation?", "identif"),
    ("What is a representation?", "JSON object"),
    ("What does @requires do?", "comput"),
    ("What is a query plan?", "subgraphs"),
    ("What is a supergraph?", "single schema"),
    ("What is a stub entity?", "cannot resolve"),
    ("What is null propagation?", "parent"),
    ("How does a dataloader help?", "together"),
    ("What is the purpose of an API gateway?", "clients"),
    ("How are vectors and text search combined?", "hybrid"),
    ("What is a circuit breaker?", "keeps failing"),
    ("What is a typed error?", "expected"),
    ("What is a fragment?", "selection"),
    ("What is an access token?", "token"),
)


@dataclass(frozen=True)
class Judgement:
    """A question, what the model was given, what it wrote, and whether the phrase is in it."""

    question: str
    excerpt: str
    answer: str
    right: bool


class NoCache:
    """Every answer is computed."""

    async def get(self, key: str) -> Completion | None:
        return None

    async def put(self, key: str, completion: Completion) -> None: ...


async def evaluate(model_file: Path, folder: Path) -> Sequence[Judgement]:
    """Ask all questions; `folder` takes the store."""
    embedder = WordLlamaEmbedder.load()
    store = SqliteDocumentStore(folder / "rag.sqlite", embedder.name, embedder.dimensions)
    model = LocalModel(model_file, "model", WorkerSettings(1, 2048), 120.0)
    ingestion = Ingestion(store, embedder, lambda: datetime.now(UTC), lambda: "unused")
    await SampleLoader(store, ingestion, HANDBOOK).load()
    answerer = Answerer(Completer(model, NoCache(), Slots(1, 9, 120.0), InferenceMetrics(CollectorRegistry())))
    try:
        return [await _judge(Searcher(store, embedder), answerer, *question) for question in QUESTIONS]
    finally:
        await model.close()
        store.close()


async def _judge(searcher: Searcher, answerer: Answerer, question: str, phrase: str) -> Judgement:
    [found] = await searcher.search([checked(question, 3, None, 0.5)])
    hits = [Hit(hit.chunk.id, hit.chunk.text, hit.score) for hit in found]
    excerpt = choose(question, hits)
    answer = await answerer.answer(question, hits, None, 64)
    text = answer.completion.text if answer else ""
    return Judgement(question, excerpt.text if excerpt else "", text, phrase.lower() in text.lower())


def main() -> None:
    """Print every question with what was read and written."""
    data = Path(os.environ.get("HANSA_DATA_DIR", ".hansa"))
    model_file = Path(os.environ.get("HANSA_MODEL_FILE") or data / "models" / "smollm2-135m-instruct.gguf")
    with tempfile.TemporaryDirectory() as folder:
        judgements = asyncio.run(evaluate(model_file, Path(folder)))
    for judgement in judgements:
        print(f"\n{judgement.question}\n  read:   {judgement.excerpt}\n  wrote:  {judgement.answer}")
        print(f"  phrase: {'there' if judgement.right else 'MISSING'}")
    print(f"\n{sum(judgement.right for judgement in judgements)} of {len(judgements)} hold the phrase")


if __name__ == "__main__":
    main()
