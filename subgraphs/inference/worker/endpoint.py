"""An OpenAI-compatible endpoint spoken to over HTTP: llama.cpp, vLLM, and most hosted models.

Completions are asked for as a stream, although the caller gets them whole: only then do servers notice that the client
has gone and stop generating (llama.cpp finishes an unstreamed completion for nobody). Each completion is one request
on a connection of its own: nothing is retried, because a completion costs what the first one cost, and llama.cpp
closes kept-alive connections under the next request. Whatever goes wrong is ModelUnavailable with the reason, except
what the endpoint says about the request itself, which is passed on as InvalidInput.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx2
import msgspec

from subgraphs.inference.completions import Completion, CompletionRequest, FinishReason, Usage
from subgraphs.inference.problems import ModelUnavailable
from subgraphs.kit.errors import InvalidInput

_CONNECT_SECONDS = 2.0


class _Delta(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Event(msgspec.Struct):
    """One event of a streamed completion; the last ones have the finish reason and the usage."""

    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: dict[str, Any] | None = None


class _Meta(msgspec.Struct):
    n_params: int | None = None
    n_ctx: int | None = None


class ServedModel(msgspec.Struct):
    """A model as an endpoint lists it; `max_model_len` is vLLM's, `meta` is llama.cpp's."""

    id: str
    max_model_len: int | None = None
    meta: _Meta | None = None

    @property
    def context_length(self) -> int | None:
        """Tokens, if the endpoint tells."""
        return self.max_model_len or (self.meta.n_ctx if self.meta else None)

    @property
    def parameters(self) -> int | None:
        """The number of weights, if the endpoint tells."""
        return self.meta.n_params if self.meta else None


class _ServedModels(msgspec.Struct):
    data: list[ServedModel]


class _ErrorDetail(msgspec.Struct):
    message: str = ""


class _Error(msgspec.Struct):
    error: _ErrorDetail = msgspec.field(default_factory=_ErrorDetail)


class CompletionEndpoint:
    """The client of one endpoint. `url` is the base that `/chat/completions` is appended to, such as `…/v1`."""

    def __init__(self, url: str, api_key: str | None, timeout: float) -> None:
        headers = {"authorization": f"Bearer {api_key}"} if api_key else {}
        self._url = url.rstrip("/")
        self._client = httpx2.AsyncClient(
            headers=headers,
            timeout=httpx2.Timeout(timeout, connect=_CONNECT_SECONDS),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def models(self) -> list[ServedModel]:
        """The models that the endpoint lists. Raises ModelUnavailable."""
        async with self._sent("GET", "/models") as response:
            return _decoded(await response.aread(), _ServedModels).data

    async def complete(self, request: CompletionRequest) -> Completion:
        """Ask for one completion. Raises ModelUnavailable, or InvalidInput when the endpoint refuses the request."""
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [{"role": message.role.value, "content": message.text} for message in request.messages],
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if request.stop:
            body["stop"] = list(request.stop)
        async with self._sent("POST", "/chat/completions", body) as response:
            return await _completion(request.model, response.aiter_lines())

    @asynccontextmanager
    async def _sent(self, method: str, path: str, body: dict[str, Any] | None = None) -> AsyncIterator[httpx2.Response]:
        """The response with its body still to come; errors of the connection and of the status are raised."""
        try:
            async with self._client.stream(method, self._url + path, json=body) as response:
                if response.status_code != 200:
                    await response.aread()
                    raise _refusal(response)
                yield response
        except httpx2.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise ModelUnavailable(f"the model server does not answer: {reason}") from error


T = TypeVar("T")


def _decoded(content: str | bytes, type: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=type)
    except (ValueError, RecursionError) as error:
        raise ModelUnavailable(f"the model server's answer is not what the protocol says: {error}") from error


async def _completion(model: str, lines: AsyncIterator[str]) -> Completion:
    """The completion out of the lines of its server-sent events (HTML standard, section 9.2)."""
    texts: list[str] = []
    reason: str | None = None
    usage = _Usage()
    async for line in lines:
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or data == "[DONE]":
            continue
        event = _decoded(data, _Event)
        if event.error is not None:
            raise ModelUnavailable(f"the model server gave up: {event.error.get('message', 'no reason given')}")
        for choice in event.choices[:1]:
            texts.append(choice.delta.content or "")
            reason = choice.finish_reason or reason
        usage = event.usage or usage
    if reason is None:
        raise ModelUnavailable("the model server's answer ended before it was complete")
    finish = FinishReason.LENGTH if reason == "length" else FinishReason.STOP
    return Completion("".join(texts).strip(), model, finish, Usage(usage.prompt_tokens, usage.completion_tokens))


def _refusal(response: httpx2.Response) -> InvalidInput | ModelUnavailable:
    try:
        message = msgspec.json.decode(response.content, type=_Error).error.message
    except (ValueError, RecursionError):
        message = ""
    reason = (message or response.text or "no reason given").strip()[:300]
    if response.status_code in (400, 413, 422):
        return InvalidInput(f"the model refused the request: {reason}")
    return ModelUnavailable(f"the model server answered {response.status_code}: {reason}")
