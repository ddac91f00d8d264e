"""The client against servers that reset, stall, lie and flood."""

from __future__ import annotations

import asyncio
import gzip
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from gateway.upstream import (
    ConnectFailed,
    ConnectionLost,
    HttpFailure,
    HttpResponse,
    InvalidTarget,
    MalformedResponse,
    ResponseTooLarge,
    TimedOut,
)
from gateway.upstream.client import HttpClient
from tests.upstream import hostile
from tests.upstream.hostile import Behaviour, Exchange


async def ask(
    url: str, *, seconds: float = 5.0, max_bytes: int = 1_000_000, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    async with HttpClient() as client:
        return await client.post(url, b"{}", headers or {}, timeout=seconds, max_bytes=max_bytes)


async def test_a_response_is_handed_over_whole_whatever_its_status() -> None:
    async def answers(exchange: Exchange) -> None:
        await exchange.write(b"HTTP/1.1 418 Teapot\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n")
        await exchange.write(b"transfer-encoding: chunked\r\n\r\n", hostile.chunk(b"te"), hostile.chunk(b"a"))
        await exchange.write(b"0\r\n\r\n")

    async with hostile.hostile(answers) as server:
        response = await ask(server.url, headers={"x-request-id": "42"})
    assert (response.status, response.body) == (418, b"tea")
    assert [value for name, value in response.headers if name == "set-cookie"] == ["a=1", "b=2"]
    assert server.exchanges[0].body == b"{}"
    assert server.exchanges[0].headers["x-request-id"] == "42"


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [
        (hostile.resets, ConnectionLost),
        (hostile.stops_in_the_head, ConnectionLost),
        (hostile.stops_in_the_body, ConnectionLost),
        (hostile.stops_in_a_chunk, ConnectionLost),
        (hostile.speaks_another_protocol, MalformedResponse),
        (hostile.lies_about_its_encoding, MalformedResponse),
        (hostile.floods, ResponseTooLarge),
        (hostile.announces_too_much, ResponseTooLarge),
    ],
)
async def test_a_failure_has_the_type_of_its_cause(behaviour: Behaviour, failure: type[HttpFailure]) -> None:
    async with hostile.hostile(behaviour) as server:
        with pytest.raises(HttpFailure) as caught:
            await ask(server.url)
    assert type(caught.value) is failure
    assert caught.value.maybe_sent
    assert len(server.exchanges) == 1, "a failed call is not repeated"


@pytest.mark.parametrize("behaviour", [hostile.says_nothing, hostile.drips])
async def test_the_timeout_covers_the_whole_exchange_and_hangs_up(behaviour: Behaviour) -> None:
    async with hostile.hostile(behaviour) as server:
        with pytest.raises(TimedOut):
            await ask(server.url, seconds=0.2)
        await asyncio.wait_for(server.hung_up.wait(), 5)


async def test_a_flood_is_cut_off_at_the_limit() -> None:
    async with hostile.hostile(hostile.floods) as server:
        with pytest.raises(ResponseTooLarge):
            await ask(server.url, max_bytes=100_000)
        await asyncio.wait_for(server.hung_up.wait(), 5)
    assert server.written < 50_000_000


async def test_the_limit_counts_decompressed_bytes() -> None:
    bomb = gzip.compress(b"0" * 10_000_000)

    async def explodes(exchange: Exchange) -> None:
        head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(bomb)}\r\n\r\n"
        await exchange.write(head.encode(), bomb)

    assert len(bomb) < 100_000
    async with hostile.hostile(explodes) as server:
        with pytest.raises(ResponseTooLarge):
            await ask(server.url, max_bytes=1_000_000)


async def test_a_refused_connection_was_never_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectFailed) as caught:
            await ask(f"http://127.0.0.1:{unused.getsockname()[1]}/graphql")
    assert not caught.value.maybe_sent


async def test_an_unknown_host_is_a_failed_connection() -> None:
    with pytest.raises(ConnectFailed):
        await ask("http://subgraph.invalid/graphql")


@pytest.mark.parametrize("url", ["", "users", "ftp://127.0.0.1/", "http://", "http://127.0.0.1:99999/"])
async def test_a_url_that_cannot_be_called_is_an_invalid_target(url: str) -> None:
    with pytest.raises(InvalidTarget):
        await ask(url)


@pytest.mark.parametrize("value", ["a\r\nx-injected: 1", "a\0b", "a\nb"])
async def test_a_header_cannot_smuggle_another(value: str) -> None:
    async def answers(exchange: Exchange) -> None:
        await exchange.respond(b"{}")

    async with hostile.hostile(answers) as server:
        with pytest.raises(InvalidTarget):
            await ask(server.url, headers={"x-request-id": value})
    assert server.exchanges == []


async def test_a_redirect_is_returned_not_followed() -> None:
    async def redirects(exchange: Exchange) -> None:
        await exchange.write(b"HTTP/1.1 307 Go\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n")

    async with hostile.hostile(redirects) as server:
        assert (await ask(server.url)).status == 307
    assert len(server.exchanges) == 1


async def test_a_proxy_of_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answers(exchange: Exchange) -> None:
        await exchange.respond(b"{}")

    async with hostile.hostile(answers) as server, hostile.hostile(hostile.resets) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert (await ask(server.url)).status == 200
    assert proxy.connections == 0


async def test_connections_are_reused() -> None:
    async def answers(exchange: Exchange) -> None:
        await exchange.respond(b"{}")

    async with hostile.hostile(answers) as server, HttpClient() as client:
        for _ in range(5):
            await client.post(server.url, b"{}", {}, timeout=5, max_bytes=100)
    assert (len(server.exchanges), server.connections) == (5, 1)


async def test_a_cancelled_call_ends_at_once_and_its_late_answer_reaches_nobody() -> None:
    received, answer_now = asyncio.Event(), asyncio.Event()

    async def answers_the_first_late(exchange: Exchange) -> None:
        if exchange.body == b"first":
            received.set()
            await answer_now.wait()
        await exchange.respond(exchange.body)

    async with hostile.hostile(answers_the_first_late) as server, HttpClient() as client:
        call = asyncio.ensure_future(client.post(server.url, b"first", {}, timeout=60, max_bytes=100))
        await asyncio.wait_for(received.wait(), 5)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(call, 5)
        answer_now.set()
        for _ in range(3):
            assert (await client.post(server.url, b"next", {}, timeout=5, max_bytes=100)).body == b"next"


async def test_a_closed_client_fails_as_a_connection_does() -> None:
    client = HttpClient()
    await client.close()
    with pytest.raises((ConnectFailed, ConnectionLost)):
        await client.post("http://127.0.0.1:1/", b"", {}, timeout=1, max_bytes=1)


def test_a_process_may_end_right_after_a_failed_call() -> None:
    """pyreqwest's thread, about to enter an interpreter that ends, made it abort in one run of ten."""
    script = """
import asyncio
from gateway.upstream import HttpFailure
from gateway.upstream.client import HttpClient

async def main():
    async with HttpClient() as client:
        try:
            await client.post("http://127.0.0.1:1/", b"", {}, timeout=1, max_bytes=1)
        except HttpFailure:
            pass

asyncio.run(main())
"""
    for _ in range(10):
        subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2], timeout=30)
