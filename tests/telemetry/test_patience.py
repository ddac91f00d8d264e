"""Clients that connect and do not say what they want: a real server, real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.types import Receive, Scope, Send

from gateway.telemetry.patience import PatientProtocol
from gateway.telemetry.serving import Server, listen

REQUEST = b"GET / HTTP/1.1\r\nhost: test\r\n\r\n"


async def slow(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(0.3)
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(PatientProtocol, "header_seconds", 0.1)
    listener = listen("127.0.0.1", 0)
    server = Server(slow, grace=1, lifespan=False)
    serving = asyncio.create_task(server.serve([listener]))
    yield listener.getsockname()[1]
    server.should_exit = server.force_exit = True
    await serving


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
