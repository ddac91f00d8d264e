"""Any OpenAI-compatible endpoint instead of the local model, well-behaved or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from subgraphs.inference.completions import (
    Completion,
    CompletionRequest,
    FinishReason,
    PromptMessage,
    Role,
    Usage,
)
from subgraphs.inference.problems import ModelUnavailable
from subgraphs.inference.worker.remote import RemoteModels
from subgraphs.kit.errors import InvalidInput

REQUEST = CompletionRequest(
    "big", (PromptMessage(Role.SYSTEM, "Be short."), PromptMessage(Role.USER, "Hello")), 16, 0.5, ("END",)
)
GOOD = (
    'data: {"choices": [{"index": 0, "delta": {"role": "assistant", "content": null}}]}\n\n'
    'data: {"choices": [{"index": 0, "delta": {"content": " Hi"}}]}\n\n'
    ": a comment\n\n"
    'data: {"choices": [{"index": 0, "delta": {"content": ". "}, "finish_reason": null}]}\n\n'
    'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}\n\n'
    'data: {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 16, "total_tokens": 25}}\n\n'
    "data: [DONE]\n\n"
)


def stream(events: str) -> Response:
    return Response(events, media_type="text/event-stream")


@asynccontextmanager
async def endpoint(answer: Callable[[], Response], seen: list[Any] | None = None) -> AsyncIterator[str]:
    """A real HTTP server with the given answer to a completion."""

    async def complete(request: Request) -> Response:
        if seen is not None:
            seen.append((request.headers.get("authorization"), await request.json()))
        return answer()

    async def models(request: Request) -> Response:
        if seen is not None:
            seen.append("models")
        return JSONResponse({"data": [{"id": "big", "max_model_len": 32768}, {"id": "small"}]})

    app = Starlette(routes=[Route("/v1/chat/completions", complete, methods=["POST"]), Route("/v1/models", models)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 -- uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1/"
    server.should_exit = True
    await serving


async def test_a_completion_is_asked_for_as_the_protocol_says() -> None:
    seen: list[Any] = []
    async with endpoint(lambda: stream(GOOD), seen) as url:
        models = RemoteModels(url, "secret", 2048, 30.0)
        assert await models.complete(REQUEST) == Completion("Hi.", "big", FinishReason.LENGTH, Usage(9, 16))
        await models.close()
    assert seen == [
        (
            "Bearer secret",
            {
                "model": "big",
                "messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hello"}],
                "max_tokens": 16,
                "temperature": 0.5,
                "stream": True,
                "stream_options": {"include_usage": True},
                "stop": ["END"],
            },
        )
    ]


async def test_models_are_remembered_for_a_while() -> None:
    seen: list[Any] = []
    now = 0.0
    async with endpoint(lambda: stream(GOOD), seen) as url:
        models = RemoteModels(url, None, 2048, 30.0, clock=lambda: now)
        cards = await models.models()
        assert [(card.id, card.context_length, card.available) for card in cards] == [
            ("big", 32768, True),
            ("small", 2048, True),
        ]
        assert len({card.fingerprint for card in cards}) == 2
        await models.models()
        assert seen == ["models"]
        now = 31.0
        await models.models()
        assert seen == ["models", "models"]
        await models.close()


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (lambda: JSONResponse({"error": {"message": "too long"}}, 400), InvalidInput, "refused the request: too long"),
        (lambda: JSONResponse({"error": {"message": "busy"}}, 503), ModelUnavailable, "answered 503: busy"),
        (lambda: Response("<html>", 502), ModelUnavailable, "answered 502: <html>"),
        (lambda: Response("", 401), ModelUnavailable, "answered 401: no reason given"),
        (lambda: stream("data: nonsense\n\n"), ModelUnavailable, "not what the protocol says"),
        (lambda: stream('data: {"x": ' + "[" * 5000 + "\n\n"), ModelUnavailable, "not what the protocol says"),
        (lambda: stream('data: {"choices": "x"}\n\n'), ModelUnavailable, "not what the protocol says"),
        (
            lambda: stream('data: {"error": {"message": "out of memory"}}\n\n'),
            ModelUnavailable,
            "gave up: out of memory",
        ),
        (lambda: stream(GOOD[:150]), ModelUnavailable, "ended before it was complete"),
        (lambda: JSONResponse({"choices": []}), ModelUnavailable, "ended before it was complete"),
    ],
)
async def test_what_goes_wrong_is_told(answer: Callable[[], Response], error: type[Exception], message: str) -> None:
    async with endpoint(answer) as url:
        models = RemoteModels(url, None, 2048, 30.0)
        with pytest.raises(error, match=message):
            await models.complete(REQUEST)
        await models.close()


async def test_a_cancelled_completion_closes_the_connection() -> None:
    """By that the server knows that nobody waits any more."""
    started, left = asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {}\n\n")
        started.set()
        while await reader.read(1024):
            pass
        left.set()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    models = RemoteModels(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", None, 2048, 30.0)
    asking = asyncio.create_task(models.complete(REQUEST))
    await started.wait()
    asking.cancel()
    async with asyncio.timeout(20):
        await left.wait()
    await models.close()
    server.close()


async def test_an_endpoint_that_is_not_there_is_unavailable() -> None:
    models = RemoteModels("http://127.0.0.1:9/v1", None, 2048, 30.0)
    with pytest.raises(ModelUnavailable, match="does not answer"):
        await models.models()
    await models.close()
