"""The show piece: `Search.answer`, which makes retrieval-augmented generation a federated query.

A `Search` belongs to another subgraph, whose fields `query` and `hits` the gateway sends along in the representation.
They are read only when `answer` is asked for, so that a reference with the key alone resolves too.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Optional

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from subgraphs.inference.answering import passages
from subgraphs.inference.answering.answerer import GroundedAnswer
from subgraphs.inference.completions import FinishReason
from subgraphs.inference.graph.context import InferenceContext, InferenceInfo
from subgraphs.inference.graph.models import Model, Usage
from subgraphs.kit.entities import Representation, keys_of
from subgraphs.kit.errors import InvalidInput


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class Chunk:
    id: strawberry.ID
    text: str = strawberry.federation.field(external=True)


@strawberry.type
class Hit:
    score: float = strawberry.federation.field(external=True)
    chunk: Chunk = strawberry.federation.field(external=True)

    @classmethod
    def of(cls, hit: passages.Hit) -> "Hit":
        """The hit as it was sent."""
        return cls(score=hit.score, chunk=Chunk(id=strawberry.ID(hit.chunk_id), text=hit.text))


@strawberry.type(description="A model's answer to a search, from what the search found.")
class Answer:
    text: str = strawberry.field(description="What the model wrote.")
    model: Model
    citations: list[Chunk] = strawberry.field(description="The chunks whose text the model was given.")
    finish_reason: FinishReason
    usage: Usage
    cached: bool = strawberry.field(description="Whether it was written for an earlier request.")

    @classmethod
    def of(cls, answer: GroundedAnswer, hits: Sequence[passages.Hit]) -> "Answer":
        """The answer as a client sees it."""
        texts = {hit.chunk_id: hit.text for hit in hits}
        return cls(
            text=answer.completion.text,
            model=Model.of(answer.model),
            citations=[Chunk(id=strawberry.ID(id), text=texts[id]) for id in answer.chunk_ids],
            finish_reason=answer.completion.finish_reason,
            usage=Usage.of(answer.completion.usage),
            cached=answer.completion.cached,
        )


@strawberry.federation.type(keys=["id"])
class Search:
    id: strawberry.ID
    representation: strawberry.Private[Mapping[str, Any]]

    @classmethod
    async def resolve_references(
        cls, _: InferenceContext, representations: Sequence[Representation]
    ) -> "list[Search | InvalidInput]":
        keys = keys_of(representations)
        return [
            cls(id=strawberry.ID(key), representation=representation) if isinstance(key, str) else key
            for key, representation in zip(keys, representations, strict=True)
        ]

    @strawberry.federation.field(external=True)
    def query(self) -> str:
        return _query(self.representation)

    @strawberry.federation.field(external=True)
    def hits(self) -> list[Hit]:
        return [Hit.of(hit) for hit in _hits(self.representation)]

    @strawberry.federation.field(
        requires=["query hits { score chunk { id text } }"],
        description="An answer from the best hits at temperature 0; null when the search found nothing to answer from.",
    )
    async def answer(
        self, info: InferenceInfo, model: strawberry.ID | None = None, max_tokens: int = 64
    ) -> Optional["Answer"]:
        hits = _hits(self.representation)
        answer = await info.context.answerer.answer(_query(self.representation), hits, model, max_tokens)
        return Answer.of(answer, hits) if answer else None


def _query(representation: Mapping[str, Any]) -> str:
    query = representation.get("query")
    if not isinstance(query, str):
        raise InvalidInput("a representation of Search lacks the required field query")
    return query


def _hits(representation: Mapping[str, Any]) -> list[passages.Hit]:
    try:
        return [_hit(hit) for hit in representation["hits"]]
    except (KeyError, TypeError, ValueError):
        raise InvalidInput(
            "a representation of Search lacks the required fields hits { score chunk { id text } }"
        ) from None


def _hit(hit: Any) -> passages.Hit:
    chunk = hit["chunk"]
    id, text = chunk["id"], chunk["text"]
    if not (isinstance(id, str) and isinstance(text, str)):
        raise TypeError("a chunk has an id and a text")
    return passages.Hit(id, text, float(hit["score"]))
