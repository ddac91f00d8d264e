"""Models, and what they write."""

from collections.abc import Sequence

import strawberry

from subgraphs.inference.completions import Completion as WrittenCompletion
from subgraphs.inference.completions import FinishReason, ModelCard
from subgraphs.inference.completions import Usage as MeasuredUsage
from subgraphs.inference.graph.context import InferenceContext
from subgraphs.kit.entities import Representation, keys_of
from subgraphs.kit.errors import InvalidInput

strawberry.enum(FinishReason, description="Why a model stopped: it was done, or it reached the token limit.")


@strawberry.federation.type(keys=["id"], description="A language model.")
class Model:
    id: strawberry.ID
    name: str
    parameters: int | None = strawberry.field(description="Number of weights; null when unknown or too large for Int.")
    context_length: int = strawberry.field(description="Tokens of a prompt and its completion together.")
    available: bool = strawberry.field(description="Whether it answers now.")

    @classmethod
    def of(cls, card: ModelCard) -> "Model":
        """The model of a card."""
        fits = card.parameters is not None and card.parameters < 2**31
        return cls(
            id=strawberry.ID(card.id),
            name=card.name,
            parameters=card.parameters if fits else None,
            context_length=card.context_length,
            available=card.available,
        )

    @classmethod
    async def resolve_references(
        cls, context: InferenceContext, representations: Sequence[Representation]
    ) -> "list[Model | InvalidInput | None]":
        models = {card.id: cls.of(card) for card in await context.completer.models()}
        return [models.get(key) if isinstance(key, str) else key for key in keys_of(representations)]


@strawberry.type(description="Tokens that a completion took.")
class Usage:
    prompt_tokens: int
    completion_tokens: int

    @classmethod
    def of(cls, usage: MeasuredUsage) -> "Usage":
        """The usage of a completion; a cached one shows what it took to compute."""
        return cls(prompt_tokens=usage.prompt_tokens, completion_tokens=usage.completion_tokens)


@strawberry.type(description="What a model wrote.")
class Completion:
    text: str
    model: Model
    finish_reason: FinishReason
    usage: Usage
    cached: bool = strawberry.field(description="Whether it was written for an earlier request.")

    @classmethod
    def of(cls, written: WrittenCompletion, card: ModelCard) -> "Completion":
        """The completion as a client sees it."""
        return cls(
            text=written.text,
            model=Model.of(card),
            finish_reason=written.finish_reason,
            usage=Usage.of(written.usage),
            cached=written.cached,
        )
