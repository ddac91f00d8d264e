"""Every completion of this service goes through here: model, bounds, cache, slot, backend, metrics.

Answers at temperature 0 are functions of the request and come from the cache when they have been computed before;
looking there takes no slot. Errors are not cached.
"""

import time

from opentelemetry import trace

from subgraphs.inference.cache import key_of
from subgraphs.inference.completions import Completion, CompletionRequest, ModelCard, PromptMessage
from subgraphs.inference.metrics import InferenceMetrics
from subgraphs.inference.ports import CompletionBackend, CompletionCache
from subgraphs.inference.problems import ModelUnavailable
from subgraphs.inference.slots import Slots
from subgraphs.kit.errors import ClientError, InvalidInput

MAX_TOKENS = 512
MAX_PROMPT_CHARACTERS = 16_000
MAX_TEMPERATURE = 2.0
MAX_STOPS = 4
MAX_STOP_CHARACTERS = 64


class Completer:
    """Asks models, within bounds.

    Args:
        backend: the models.
        cache: earlier completions.
        slots: bounds concurrency.
        metrics: counts and times completions.
    """

    def __init__(
        self, backend: CompletionBackend, cache: CompletionCache, slots: Slots, metrics: InferenceMetrics
    ) -> None:
        self._backend = backend
        self._cache = cache
        self._slots = slots
        self._metrics = metrics
        self._tracer = trace.get_tracer("hansa.inference")

    async def models(self) -> list[ModelCard]:
        """Every model, the default one first. Raises ModelUnavailable."""
        return await self._backend.models()

    async def complete(
        self,
        messages: tuple[PromptMessage, ...],
        *,
        model: str | None,
        max_tokens: int,
        temperature: float = 0.0,
        stop: tuple[str, ...] = (),
    ) -> tuple[Completion, ModelCard]:
        """The model's continuation of the messages, and the model; None is the default model.

        Raises InvalidInput, ModelUnavailable, Overloaded or DeadlineExceeded.
        """
        _check(messages, max_tokens, temperature, stop)
        card = await self._card(model)
        request = CompletionRequest(card.id, messages, max_tokens, temperature, stop)
        if temperature > 0.0 or card.fingerprint is None:
            return await self._compute(request), card
        key = key_of(card.fingerprint, request)
        completion = await self._cache.get(key)
        if completion is None:
            completion = await self._compute(request)
            await self._cache.put(key, completion)
        return completion, card

    async def _card(self, model: str | None) -> ModelCard:
        cards = await self._backend.models()
        for card in cards:
            if model is None or card.id == model:
                return card
        raise ModelUnavailable(
            "there is no model" if model is None else f"there is no model with the id {model[:100]!r}"
        )

    async def _compute(self, request: CompletionRequest) -> Completion:
        began = time.perf_counter()
        outcome = "cancelled"
        attributes: dict[str, str | int] = {
            "gen_ai.request.model": request.model,
            "gen_ai.request.max_tokens": request.max_tokens,
        }
        try:
            with self._tracer.start_as_current_span("complete", attributes=attributes) as span:
                async with self._slots.place():
                    completion = await self._backend.complete(request)
                span.set_attribute("gen_ai.usage.input_tokens", completion.usage.prompt_tokens)
                span.set_attribute("gen_ai.usage.output_tokens", completion.usage.completion_tokens)
            outcome = "ok"
        except ClientError as error:
            outcome = str((error.extensions or {}).get("code"))
            raise
        finally:
            self._metrics.completions.labels(outcome).inc()
            self._metrics.seconds.observe(time.perf_counter() - began)
        self._metrics.tokens.labels("prompt").inc(completion.usage.prompt_tokens)
        self._metrics.tokens.labels("completion").inc(completion.usage.completion_tokens)
        return completion


def _check(messages: tuple[PromptMessage, ...], max_tokens: int, temperature: float, stop: tuple[str, ...]) -> None:
    characters = sum(len(message.text) for message in messages)
    if characters > MAX_PROMPT_CHARACTERS:
        raise InvalidInput(f"the prompt has {characters} characters; at most {MAX_PROMPT_CHARACTERS} are allowed")
    if not 1 <= max_tokens <= MAX_TOKENS:
        raise InvalidInput(f"maxTokens must be from 1 to {MAX_TOKENS}, not {max_tokens}")
    if not 0.0 <= temperature <= MAX_TEMPERATURE:
        raise InvalidInput(f"temperature must be from 0 to {MAX_TEMPERATURE:g}, not {temperature:g}")
    if len(stop) > MAX_STOPS or not all(0 < len(text) <= MAX_STOP_CHARACTERS for text in stop):
        raise InvalidInput(f"stop takes at most {MAX_STOPS} texts of 1 to {MAX_STOP_CHARACTERS} characters")
