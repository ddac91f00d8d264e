"""The answer to a search: choose sentences, ask the model, cite the chunks it was given.

The text of an answer is only ever what the model wrote. Where there is nothing to answer from (no hits, or hits without
a sentence) there is no answer. Citations are the chunks that were supplied, never parsed out of the model's text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from subgraphs.inference.answering.passages import Hit, choose
from subgraphs.inference.answering.prompting import answer_prompt
from subgraphs.inference.completer import Completer
from subgraphs.inference.completions import Completion, ModelCard


@dataclass(frozen=True)
class GroundedAnswer:
    """What the model wrote, the model, and the ids of the chunks it was given."""

    completion: Completion
    model: ModelCard
    chunk_ids: tuple[str, ...]


class Answerer:
    """Answers searches with a model."""

    def __init__(self, completer: Completer) -> None:
        self._completer = completer

    async def answer(
        self, question: str, hits: Sequence[Hit], model: str | None, max_tokens: int
    ) -> GroundedAnswer | None:
        """The answer to a question from its hits; None when they give nothing to answer from.

        Raises InvalidInput, ModelUnavailable, Overloaded or DeadlineExceeded.
        """
        excerpt = choose(question, hits)
        if excerpt is None:
            return None
        prompt = answer_prompt(question, excerpt.text)
        completion, card = await self._completer.complete(prompt, model=model, max_tokens=max_tokens)
        return GroundedAnswer(completion, card, excerpt.chunk_ids)
