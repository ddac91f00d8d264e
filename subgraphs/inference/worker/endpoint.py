"""An OpenAI-compatible endpoint spoken to over HTTP: llama.cpp, vLLM, and most hosted models.

One request per completion, never retried, because a completion costs what the first one cost. When the caller is
cancelled the connection is closed, at which such servers stop generating. Whatever goes wrong is ModelUnavailable with
the reason, except what the endpoint says about the request itself, which is passed on as InvalidInput.
"""

from typing import Any, TypeVar

import httpx2
import msgspec

from subgraphs.inference.completions import Completion, CompletionRequest, FinishReason, Usage
from subgraphs.inference.problems import ModelUnavailable
from subgraphs.kit.errors import InvalidInput

_CONNECT_SECONDS = 2.0


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(msgspec.Struct):
    choices: list[_Choice]
    usage: _Usage = msgspec.field(default_factory=_Usage)


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
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=8),
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def models(self) -> list[ServedModel]:
        """The models that the endpoint lists. Raises ModelUnavailable."""
        content = await self._send(self._client.build_request("GET", f"{self._url}/models"))
        return _decoded(content, _ServedModels).data

    async def complete(self, request: CompletionRequest) -> Completion:
        """Ask for one completion. Raises ModelUnavailable, or InvalidInput when the endpoint refuses the request."""
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [{"role": message.role.value, "content": message.text} for message in request.messages],
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "stream": False,
        }
        if request.stop:
            body["stop"] = list(request.stop)
        content = await self._send(self._client.build_request("POST", f"{self._url}/chat/completions", json=body))
        return _completion(request.model, _decoded(content, _Completion))

    async def _send(self, request: httpx2.Request) -> bytes:
        try:
            response = await self._client.send(request)
        except httpx2.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise ModelUnavailable(f"the model server does not answer: {reason}") from error
        if response.status_code in (400, 413, 422):
            raise InvalidInput(f"the model refused the request: {_reason(response)}")
        if response.status_code != 200:
            raise ModelUnavailable(f"the model server answered {response.status_code}: {_reason(response)}")
        return response.content


T = TypeVar("T")


def _decoded(content: bytes, type: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=type)
    except msgspec.MsgspecError as error:
        raise ModelUnavailable(f"the model server's answer is not what the protocol says: {error}") from error


def _completion(model: str, answer: _Completion) -> Completion:
    if not answer.choices:
        raise ModelUnavailable("the model server answered without a choice")
    choice = answer.choices[0]
    reason = FinishReason.LENGTH if choice.finish_reason == "length" else FinishReason.STOP
    usage = Usage(answer.usage.prompt_tokens, answer.usage.completion_tokens)
    return Completion((choice.message.content or "").strip(), model, reason, usage)


def _reason(response: httpx2.Response) -> str:
    try:
        message = msgspec.json.decode(response.content, type=_Error).error.message
    except msgspec.MsgspecError:
        message = ""
    return (message or response.text or "no reason given").strip()[:300]
