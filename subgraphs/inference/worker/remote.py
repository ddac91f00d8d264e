"""The models of an OpenAI-compatible endpoint elsewhere, as a `CompletionBackend`.

Which models there are is asked for and remembered for a short while. The endpoint says nothing about the weights, so
its address and the model's id stand for them in the fingerprint.
"""

import time
from collections.abc import Callable

from subgraphs.inference.completions import Completion, CompletionRequest, ModelCard
from subgraphs.inference.worker.endpoint import CompletionEndpoint, ServedModel

_REMEMBERED_SECONDS = 30.0


class RemoteModels:
    """Every model that an endpoint lists.

    Args:
        url: the endpoint's base, such as `https://models.example/v1`; also part of each fingerprint.
        api_key: sent as bearer, if any.
        context_length: tokens assumed where the endpoint does not tell.
        timeout: seconds a completion may take at most.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        url: str,
        api_key: str | None,
        context_length: int,
        timeout: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._context_length = context_length
        self._endpoint = CompletionEndpoint(url, api_key, timeout)
        self._clock = clock
        self._cards: list[ModelCard] = []
        self._until = clock()

    async def models(self) -> list[ModelCard]:
        """The models as the endpoint lists them. Raises ModelUnavailable."""
        if self._clock() >= self._until:
            self._cards = [self._card(model) for model in await self._endpoint.models()]
            self._until = self._clock() + _REMEMBERED_SECONDS
        return self._cards

    async def complete(self, request: CompletionRequest) -> Completion:
        """Ask a model. Raises ModelUnavailable, or InvalidInput when the endpoint refuses the request."""
        return await self._endpoint.complete(request)

    async def close(self) -> None:
        """Close the connections."""
        await self._endpoint.close()

    def _card(self, model: ServedModel) -> ModelCard:
        return ModelCard(
            id=model.id,
            name=model.id,
            parameters=model.parameters,
            context_length=model.context_length or self._context_length,
            fingerprint=f"{self._url}|{model.id}",
        )
