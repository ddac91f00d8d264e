"""Small servers that misbehave on purpose, for the tests of the client.

Each behaviour is a coroutine over the raw stream, called once a request was read; `HostileServer` counts requests and
connections, so that a test can say what the client did, not only what it returned.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Behaviour = Callable[["Exchange"], Awaitable[None]]


@dataclass
class Exchange:
    """One request as read, and the stream to answer on."""

    head: str
    body: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    server: HostileServer

    @property
    def headers(self) -> Mapping[str, str]:
        lines = self.head.split("\r\n")[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}

    async def until_client_leaves(self) -> None:
        await self.reader.read()

    async def write(self, *parts: bytes) -> None:
        self.writer.write(b"".join(parts))
        await self.writer.drain()

    async def respond(self, body: bytes, *, status: str = "200 OK", kind: str = "application/json") -> None:
        head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
        await self.write(head.encode(), body)


@dataclass
class HostileServer:
    """A listening server; `url` is where."""

    behaviour: Behaviour
    port: int = 0
    connections: int = 0
    exchanges: list[Exchange] = field(default_factory=list)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    written: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    async def until(self, count: int) -> None:
        """Wait for so many requests."""
        while len(self.exchanges) < count:  # noqa: ASYNC110 - an event per count would say no more
            await asyncio.sleep(0.001)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                exchange = Exchange(head, b"", reader, writer, self)
                exchange.body = await reader.readexactly(int(exchange.headers.get("content-length", "0")))
                self.exchanges.append(exchange)
                await self.behaviour(exchange)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # asyncio reports a cancelled connection at shutdown as an unhandled error
        finally:
            self.hung_up.set()
            writer.close()


@asynccontextmanager
async def hostile(behaviour: Behaviour) -> AsyncIterator[HostileServer]:
    """Serve `behaviour` on an ephemeral port."""
    server = HostileServer(behaviour)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()


def chunk(data: bytes) -> bytes:
    """`data` in HTTP/1.1 chunked coding."""
    return b"%x\r\n%s\r\n" % (len(data), data)


async def resets(exchange: Exchange) -> None:
    exchange.writer.transport.abort()


async def stops_in_the_head(exchange: Exchange) -> None:
    await exchange.write(b"HTTP/1.1 200 OK\r\ncontent-le")
    exchange.writer.close()


async def stops_in_the_body(exchange: Exchange) -> None:
    await exchange.write(b'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"data":')
    exchange.writer.close()


async def stops_in_a_chunk(exchange: Exchange) -> None:
    await exchange.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", chunk(b'{"data":')[:-4])
    exchange.writer.close()


async def says_nothing(exchange: Exchange) -> None:
    await exchange.until_client_leaves()


async def drips(exchange: Exchange) -> None:
    await exchange.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
    while True:
        await exchange.write(b" ")
        await asyncio.sleep(0.01)


async def speaks_another_protocol(exchange: Exchange) -> None:
    await exchange.write(b"SSH-2.0-OpenSSH_9.9\r\n")
    exchange.writer.close()


async def lies_about_its_encoding(exchange: Exchange) -> None:
    await exchange.write(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello")


async def floods(exchange: Exchange) -> None:
    await exchange.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        await exchange.write(chunk(b"x" * 65536))
        exchange.server.written += 65536


async def announces_too_much(exchange: Exchange) -> None:
    await exchange.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\n")
    while True:
        await exchange.write(b"x" * 65536)
        exchange.server.written += 65536
