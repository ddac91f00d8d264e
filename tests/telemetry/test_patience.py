"""Clients that do not say what they want, or do not take what they get: a real server, real sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import pytest
from starlette.types import Receive, Scope, Send

from gateway.telemetry.patience import PatientProtocol
from gateway.telemetry.serving import Server, listen

REQUEST = b"GET / HTTP/1.1\r\nhost: test\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    size = scope["path"][1:]
    if size:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", size.encode())]})
        await send({"type": "http.response.body", "body": bytes(int(size))})
        return
    await asyncio.sleep(0.3)
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    monkeypatch.setattr(PatientProtocol, "header_seconds", 0.1)
    monkeypatch.setattr(PatientProtocol, "read_seconds", 0.5)
    listener = listen("127.0.0.1", 0)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8_192)
    server = Server(app, grace=1, lifespan=False)
    serving = asyncio.create_task(server.serve([listener]))
    await until(lambda: server.started)
    yield server
    server.should_exit = server.force_exit = True
    await serving


@pytest.fixture
def port(server: Server) -> int:
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: test\r\nx-slow: "])
async def test_a_connection_without_whole_headers_is_closed(port: int, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    async with asyncio.timeout(10):
        assert await reader.read() == b""
    writer.close()


async def test_a_request_may_take_longer_than_its_headers_and_the_next_one_gets_its_own_time(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(10):
        for _ in range(2):
            writer.write(REQUEST)
            assert (await reader.readline()).startswith(b"HTTP/1.1 204")
            await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(0.2)
        writer.write(b"GET / HT")
        assert await reader.read() == b""
    writer.close()


async def test_a_head_that_begins_behind_an_open_request_has_its_time_from_the_answer_on(port: int) -> None:
    """While requests wait the connection is not read, so that the rest of the head cannot come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(REQUEST + REQUEST + b"GET / HT")
    async with asyncio.timeout(10):
        answers = await reader.read()
    assert answers.count(b"HTTP/1.1 204") == 2
    writer.close()


@pytest.mark.parametrize("more", [b"content-length: 9\r\n", b"x-long: " + b"x" * 9_000 + b"\r\n", b"x: y\r\n" * 300])
async def test_a_connection_that_never_becomes_a_websocket_is_closed(port: int, more: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = b"sec-websocket-version: 13\r\nsec-websocket-key: MDAwMDAwMDAwMDAwMDAwMA==\r\n"
    upgrade = b"GET / HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    writer.write(upgrade + key + more + b"\r\n")
    async with asyncio.timeout(10):
        assert await reader.read() == b""
    writer.close()


@pytest.mark.parametrize("more", [b"", b"connection: close\r\n"])
@pytest.mark.parametrize("size", [8_000_000, 40_000])
async def test_a_client_that_does_not_read_its_answer_is_left(server: Server, more: bytes, size: int) -> None:
    """A closing connection would wait for it as long as it likes, with the answer in memory."""
    server.config.timeout_keep_alive = 0.1  # type: ignore[assignment]
    client = unread(server)
    client.sendall(b"GET /%d HTTP/1.1\r\nhost: test\r\n%b\r\n" % (size, more))
    async with asyncio.timeout(10):
        await until(lambda: server.server_state.total_requests > 0)
        await until(lambda: not server.server_state.connections)
    client.close()


async def test_a_client_may_take_its_time_for_its_answer(server: Server) -> None:
    size = 32 * 2**20
    client = unread(server)
    client.sendall(b"GET /%d HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n" % size)
    reader, writer = await asyncio.open_connection(sock=client)
    async with asyncio.timeout(20):
        await reader.readuntil(b"\r\n\r\n")
        for _ in range(32):
            await reader.readexactly(2**20)
            await asyncio.sleep(0.03)
        assert await reader.read() == b""
    writer.close()


async def until(holds: Callable[[], bool]) -> None:
    while True:
        if holds():
            return
        await asyncio.sleep(0.01)


def unread(server: Server) -> socket.socket:
    """A connection that takes next to nothing before it is read."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.connect(server.servers[0].sockets[0].getsockname())
    client.setblocking(False)
    return client
