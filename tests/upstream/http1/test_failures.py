"""The client of our own against servers that reset, stall, lie, flood and smuggle."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import Mapping

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
from gateway.upstream.http1 import Http1Client
from tests.upstream import hostile
from tests.upstream.hostile import Behaviour, Exchange


async def ask(
    url: str,
    *,
    body: bytes = b"{}",
    seconds: float = 5.0,
    max_bytes: int = 1_000_000,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    async with Http1Client() as client:
        return await client.post(url, body, headers or {}, timeout=seconds, max_bytes=max_bytes)


def saying(*parts: bytes, close: bool = True) -> Behaviour:
    """Writes these bytes, whatever the request."""

    async def behave(exchange: Exchange) -> None:
        await exchange.write(*parts)
        if close:
            exchange.writer.close()
        else:
            await exchange.until_client_leaves()

    return behave


async def half_closes(exchange: Exchange) -> None:
    """Says that it will say nothing, and goes on listening."""
    exchange.writer.write_eof()
    await exchange.until_client_leaves()


async def resets_within_an_endless_body(exchange: Exchange) -> None:
    await exchange.write(b"HTTP/1.1 200 OK\r\n\r\nbegun")
    await asyncio.sleep(0.05)
    raw = exchange.writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closing now is a reset
    exchange.writer.transport.abort()


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [
        (hostile.resets, ConnectionLost),
        (hostile.stops_in_the_head, ConnectionLost),
        (hostile.stops_in_the_body, ConnectionLost),
        (hostile.stops_in_a_chunk, ConnectionLost),
        (half_closes, ConnectionLost),
        (saying(), ConnectionLost),
        (hostile.speaks_another_protocol, MalformedResponse),
        (hostile.lies_about_its_encoding, MalformedResponse),
        (saying(b"GET / HTTP/1.1\r\n\r\n"), MalformedResponse),
        (saying(b"HTTP/9.9 200 OK\r\n\r\n"), MalformedResponse),
        (saying(OK, b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"), MalformedResponse),
        (saying(OK, b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}"), MalformedResponse),
        (saying(OK, b"content-length: -2\r\n\r\n{}"), MalformedResponse),
        (saying(OK, b"transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}"), MalformedResponse),
        (saying(OK, b"transfer-encoding: chunked\r\n\r\nnot a size\r\n{}\r\n"), MalformedResponse),
        (saying(OK, b"x: a\r\n b\0c\r\ncontent-length: 2\r\n\r\n{}"), MalformedResponse),
        (saying(OK, b"x: " + b"a" * 70_000, close=False), MalformedResponse),
        (saying(OK, b"x: 1\r\n" * 300, b"content-length: 2\r\n\r\n{}"), MalformedResponse),
        (saying(b"HTTP/1.1 100 Continue\r\n\r\n" * 100, close=False), MalformedResponse),
        (
            saying(b"HTTP/1.1 101 Change\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\nPRI", close=False),
            MalformedResponse,
        ),
        (saying(OK, b"content-encoding: br\r\ncontent-length: 2\r\n\r\n{}"), MalformedResponse),
        (hostile.floods, ResponseTooLarge),
        (hostile.announces_too_much, ResponseTooLarge),
        (
            saying(OK, b"content-length: 99999999999999999999999\r\n\r\n", close=False),
            (ResponseTooLarge, MalformedResponse),
        ),
    ],
)
async def test_a_failure_has_the_type_of_its_cause(behaviour: Behaviour, failure: type[HttpFailure]) -> None:
    async with hostile.hostile(behaviour) as server:
        with pytest.raises(failure) as caught:
            await ask(server.url)
        await asyncio.wait_for(server.hung_up.wait(), 5)
    assert caught.value.maybe_sent
    assert len(server.exchanges) == 1, "a failed call is not repeated"


async def test_a_body_without_length_that_is_reset_is_not_taken_for_whole() -> None:
    async with hostile.hostile(resets_within_an_endless_body) as server:
        with pytest.raises(ConnectionLost):
            await ask(server.url)


@pytest.mark.parametrize("behaviour", [hostile.says_nothing, hostile.drips])
async def test_the_timeout_covers_the_whole_exchange_and_hangs_up(behaviour: Behaviour) -> None:
    async with hostile.hostile(behaviour) as server:
        with pytest.raises(TimedOut) as caught:
            await ask(server.url, seconds=0.2)
        await asyncio.wait_for(server.hung_up.wait(), 5)
    assert caught.value.maybe_sent


async def test_a_flood_is_cut_off_at_the_limit() -> None:
    async with hostile.hostile(hostile.floods) as server:
        with pytest.raises(ResponseTooLarge):
            await ask(server.url, max_bytes=100_000)
        await asyncio.wait_for(server.hung_up.wait(), 5)
    assert server.written < 50_000_000


async def test_a_refused_connection_was_never_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectFailed) as caught:
            await ask(f"http://127.0.0.1:{unused.getsockname()[1]}/graphql")
    assert not caught.value.maybe_sent


async def test_an_unknown_host_is_a_failed_connection() -> None:
    with pytest.raises(ConnectFailed):
        await ask("http://subgraph.invalid/graphql")


async def test_a_server_that_does_not_accept_is_given_up_without_having_sent() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        with pytest.raises(TimedOut) as caught:
            await ask(f"http://127.0.0.1:{address[1]}/", seconds=0.2)
        for each in waiting:
            each.close()
    assert not caught.value.maybe_sent


def gzipped(content: bytes) -> bytes:
    body = gzip.compress(content)
    return b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


async def test_a_packed_body_is_unpacked_whatever_its_members() -> None:
    body = gzip.compress(b'{"data"') + gzip.compress(b":null}")
    head = b"content-encoding: GZIP\r\ncontent-length: %d\r\n\r\n" % len(body)
    async with hostile.hostile(saying(OK, head, body)) as server:
        assert (await ask(server.url)).body == b'{"data":null}'
    assert server.exchanges[0].headers["accept-encoding"] == "gzip"


async def test_the_limit_counts_unpacked_bytes() -> None:
    async with hostile.hostile(saying(OK, gzipped(b"0" * 10_000_000))) as server:
        with pytest.raises(ResponseTooLarge):
            await ask(server.url)


@pytest.mark.parametrize(
    "body", [gzip.compress(b"{}" * 100)[:-9], gzip.compress(b"{}") + b"rest", zlib.compress(b"{}")]
)
async def test_a_packed_body_must_be_whole(body: bytes) -> None:
    head = b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(body)
    async with hostile.hostile(saying(OK, head, body)) as server:
        with pytest.raises(MalformedResponse):
            await ask(server.url)


@pytest.mark.parametrize("value", ["a\r\nx-injected: 1", "a\0b", "a\nb", "a\rb", "a\x7fb", "snow\u2603"])
async def test_a_header_cannot_smuggle_another(value: str) -> None:
    async with hostile.hostile(saying(OK, b"content-length: 0\r\n\r\n")) as server:
        with pytest.raises(InvalidTarget) as caught:
            await ask(server.url, headers={"x-request-id": "fine", "x-other": value})
    assert not caught.value.maybe_sent
    assert server.exchanges == []


@pytest.mark.parametrize(
    "name", ["", "a b", "a:b", "a\r\nb", "ä", "Content-Length", "transfer-encoding", "Host", "connection", "te"]
)
async def test_a_header_that_is_no_token_or_frames_the_message_is_refused(name: str) -> None:
    async with hostile.hostile(saying(OK, b"content-length: 0\r\n\r\n")) as server:
        with pytest.raises(InvalidTarget):
            await ask(server.url, headers={name: "1"})
    assert server.exchanges == []


@pytest.mark.parametrize(
    "url",
    ["", "users", "ftp://127.0.0.1/", "https://127.0.0.1/", "http://", "http://127.0.0.1:99999/", "http://me:x@host/"],
)
async def test_a_url_that_cannot_be_called_is_an_invalid_target(url: str) -> None:
    with pytest.raises(InvalidTarget):
        await ask(url)
