"""The bytes that a server of ours writes, and what an application learns of a client that leaves."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
import uvloop
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.telemetry.protocol import DISCONNECT, ServiceProtocol
from tests.garbage import collector


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to a server of `app`."""
    config = uvicorn.Config(app, http=ServiceProtocol, log_config=None, lifespan="off", server_header=False, port=0)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    reader, writer = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        server.force_exit = True
        await server.shutdown()


def answering(*messages: Any) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        for message in messages:
            await send(dict(message))

    return app


def start(*headers: tuple[bytes, bytes], status: int = 200) -> Any:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def body(content: bytes, more: bool = False) -> Any:
    return {"type": "http.response.body", "body": content, "more_body": more}


LENGTH = (b"content-length", b"2")
REQUEST = b"POST /a%20b?c=d HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}"


async def exchange(app: ASGIApp, request: bytes = REQUEST) -> bytes:
    """Everything that the server writes until it closes."""
    async with serving(app) as (reader, writer):
        writer.write(request)
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        return await asyncio.wait_for(reader.read(), 10)


async def test_a_whole_response_is_written_as_it_should_be() -> None:
    async with serving(answering(start(LENGTH, (b"x-a", b"1")), body(b"{}"))) as (reader, writer):
        for _ in range(3):
            writer.write(REQUEST)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
            lines = head.split(b"\r\n")
            assert lines[0] == b"HTTP/1.1 200 OK"
            assert {b"content-length: 2", b"x-a: 1"} <= set(lines)
            assert await reader.readexactly(2) == b"{}"


async def test_large_bodies_are_whole() -> None:
    content = bytes(range(256)) * 20_000
    app = answering(start((b"content-length", b"%d" % len(content))), body(content))
    async with serving(app) as (reader, writer):
        writer.write(REQUEST)
        await reader.readuntil(b"\r\n\r\n")
        assert await asyncio.wait_for(reader.readexactly(len(content)), 20) == content


async def test_the_request_is_in_the_scope() -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        await answering(start(LENGTH), body(b"{}"))(scope, receive, send)

    await exchange(app)
    scope = seen[0]
    assert (scope["method"], scope["path"], scope["raw_path"], scope["query_string"]) == (
        "POST",
        "/a b",
        b"/a%20b",
        b"c=d",
    )
    assert scope["http_version"] == "1.1"


async def test_requests_on_one_connection_are_answered_in_order() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.02 if scope["path"] == "/1" else 0)
        await answering(start(LENGTH), body(scope["path"].encode()))(scope, receive, send)

    requests = b"".join(b"GET /%d HTTP/1.1\r\nhost: x\r\n\r\n" % number for number in (1, 2, 3))
    async with serving(app) as (reader, writer):
        writer.write(requests)
        for number in (1, 2, 3):
            await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(2) == b"/%d" % number


async def test_a_response_in_parts_begins_at_once() -> None:
    gate = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start((b"content-type", b"text/event-stream")))
        await gate.wait()
        await send(body(b"event", more=True))
        await send(body(b""))

    async with serving(app) as (reader, writer):
        writer.write(REQUEST)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert b"transfer-encoding: chunked" in head
        gate.set()
        assert await asyncio.wait_for(reader.readuntil(b"0\r\n\r\n"), 10) == b"5\r\nevent\r\n0\r\n\r\n"


async def test_a_sized_response_may_come_in_parts() -> None:
    written = await exchange(answering(start(LENGTH), body(b"{", more=True), body(b"}")))
    assert written.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\n\r\n{}HTTP/1.1 200" in written


@pytest.mark.parametrize(
    ("request_", "header", "closes"),
    [
        (b"GET / HTTP/1.0\r\nhost: x\r\n\r\n", None, True),
        (b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", None, True),
        (b"GET / HTTP/1.1\r\nhost: x\r\n\r\n", (b"connection", b"close"), True),
        (b"GET / HTTP/1.1\r\nhost: x\r\n\r\n", (b"x-a", b"1"), False),
    ],
)
async def test_either_side_may_ask_to_close(request_: bytes, header: tuple[bytes, bytes] | None, closes: bool) -> None:
    headers = (LENGTH,) if header is None else (LENGTH, header)
    async with serving(answering(start(*headers), body(b"{}"))) as (reader, writer):
        writer.write(request_)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert (b"connection: close" in head) == closes
        await reader.readexactly(2)
        writer.write(b"" if closes else request_)
        assert (await asyncio.wait_for(reader.read(1), 10) == b"") == closes


async def test_the_answer_to_head_has_no_body() -> None:
    written = await exchange(answering(start(LENGTH), body(b"{}")), b"HEAD / HTTP/1.1\r\nhost: x\r\n\r\n")
    assert b"content-length: 2\r\n\r\nHTTP/1.1 200 OK" in written.replace(b"\r\ntransfer", b"")


@pytest.mark.parametrize(
    "messages",
    [
        [start(LENGTH), body(b"{}}")],
        [start(LENGTH), body(b"")],
        [start(LENGTH, (b"x-a", b"1\r\nx-b: 2")), body(b"{}")],
        [start(LENGTH, (b"x-a\0", b"1")), body(b"{}")],
        [start(LENGTH)],
        [],
    ],
)
async def test_a_response_that_would_be_wrong_is_a_500(messages: list[Any]) -> None:
    written = await exchange(answering(*messages))
    assert written.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert b"x-b" not in written


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    content, more = b"", True
    while more:
        message = await receive()
        content, more = content + message["body"], message["more_body"]
    content = scope["path"].encode() + content
    await send(start((b"content-length", b"%d" % len(content))))
    await send(body(content))


UPGRADE = b"host: x\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQA\r\n"


@pytest.mark.parametrize("size", [1, 7, 10_000])
async def test_a_request_that_would_like_another_protocol_is_answered_like_any_other(size: int) -> None:
    """Its body is its body, and what is behind it the next request, however they come."""
    requests = [
        b"POST /a HTTP/1.1\r\n" + UPGRADE + b"content-length: 3\r\n\r\nGET",
        b"GET /b HTTP/1.1\r\n" + UPGRADE + b"\r\n",
        b"POST /c HTTP/1.1\r\n" + UPGRADE + b"transfer-encoding: chunked\r\n\r\n2\r\nxy\r\n1\r\nz\r\n0\r\n\r\n",
        b"POST /d HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\ncontent-length: 1\r\n\r\n1",
        b"GET /e HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    ]
    written = b"".join(requests)
    async with serving(echo) as (reader, writer):
        for begin in range(0, len(written), size):
            writer.write(written[begin : begin + size])
            await asyncio.sleep(0)
        answers = await asyncio.wait_for(reader.read(), 10)
    assert [each.rpartition(b"\r\n\r\n")[2] for each in answers.split(b"HTTP/1.1 200 OK\r\n")[1:]] == [
        b"/aGET",
        b"/b",
        b"/cxyz",
        b"/d1",
        b"/e",
    ]


async def test_a_request_that_would_like_another_protocol_must_be_proper() -> None:
    framing = b"transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n"
    async with serving(echo) as (reader, writer):
        writer.write(b"POST /a HTTP/1.1\r\n" + UPGRADE + framing)
        assert (await asyncio.wait_for(reader.read(), 10)).startswith(b"HTTP/1.1 400 ")


async def test_an_application_that_fails_before_its_body_is_a_500() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start(LENGTH))
        raise LookupError("a bug")

    assert (await exchange(app)).startswith(b"HTTP/1.1 500 ")


async def test_an_application_is_told_when_its_client_leaves() -> None:
    begun, told = asyncio.Event(), asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"][DISCONNECT](told.set)
        begun.set()
        await told.wait()

    async with serving(app) as (_, writer):
        writer.write(REQUEST)
        await asyncio.wait_for(begun.wait(), 10)
        assert not told.is_set()
        writer.transport.abort()
        await asyncio.wait_for(told.wait(), 10)


async def test_nobody_is_told_of_a_client_that_leaves_with_its_answer() -> None:
    told: list[bool] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"][DISCONNECT](lambda: told.append(True))
        await answering(start(LENGTH), body(b"{}"))(scope, receive, send)

    await exchange(app)
    assert told == []


async def test_a_request_leaves_nothing_for_the_collector() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"][DISCONNECT](lambda: None)
        await answering(start(LENGTH), body(b"{}"))(scope, receive, send)

    async with serving(app) as (reader, writer):

        async def garbage(requests: int) -> int:
            with collector() as collect:
                for _ in range(requests):
                    writer.write(REQUEST)
                    await asyncio.wait_for(reader.readuntil(b"\r\n\r\n{}"), 10)
                return collect()

        await garbage(5)
        assert abs(await garbage(60) - await garbage(10)) < 50


def test_a_closed_connection_leaves_nothing_for_the_collector() -> None:
    """In the event loop that services run in; asyncio's own transports are in cycles."""

    async def garbage(connections: int) -> int:
        loop = asyncio.get_running_loop()
        async with serving(answering(start(LENGTH), body(b"{}"))) as (_, writer):
            address = writer.get_extra_info("peername")
            with collector() as collect:
                for _ in range(connections):
                    with socket.create_connection(address) as client:
                        client.setblocking(False)
                        await loop.sock_sendall(client, REQUEST)
                        await asyncio.wait_for(loop.sock_recv(client, 4096), 10)
                await asyncio.sleep(0.05)
                return collect()

    uvloop.run(garbage(5))
    assert abs(uvloop.run(garbage(60)) - uvloop.run(garbage(10))) < 50
