"""The load generator: exactly as many requests as were asked for, each judged, none left in flight."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.benchmarks.load import LoadError, Target, run
from tests.benchmarks.operations import Operation

ONE = [Operation("{ one }")]


class Server:
    """Answers raw HTTP and counts."""

    def __init__(self, answer: bytes, *, closes: bool = False) -> None:
        self.answer = answer
        self.closes = closes
        self.requests: Counter[bytes] = Counter()
        self.connections = 0
        self.open = 0
        self.most = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                self.requests[await reader.readexactly(length)] += 1
                self.open += 1
                self.most = max(self.most, self.open)
                await asyncio.sleep(0)
                self.open -= 1
                writer.write(self.answer)
                if self.closes:
                    return
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[Target]:
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield Target(f"http://127.0.0.1:{port}/graphql", "token")


OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


@pytest.mark.parametrize(("count", "connections"), [(1, 1), (7, 3), (3, 50), (200, 8)])
async def test_the_server_sees_exactly_as_many_requests_as_asked(count: int, connections: int) -> None:
    server = Server(OK)
    async with serving(server) as target:
        outcome = await run(target, ONE, count, connections)
    assert (server.requests.total(), len(outcome.latencies)) == (count, count)
    assert server.connections == min(count, connections)
    assert server.most <= connections


async def test_operations_are_sent_in_turn() -> None:
    server = Server(OK)
    async with serving(server) as target:
        outcome = await run(target, [Operation("{ one }"), Operation("{ two }")], 6, 2)
    assert sorted(server.requests.values()) == [3, 3]
    assert outcome.bodies == {0: [b"{}"], 1: [b"{}"]}


async def test_a_connection_that_the_server_closes_after_its_answer_is_made_anew() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}", closes=True)
    async with serving(server) as target:
        await run(target, ONE, 5, 2)
    assert (server.requests.total(), server.connections) == (5, 5)


async def test_chunked_answers_are_put_together() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n")
    async with serving(server) as target:
        outcome = await run(target, ONE, 2, 1)
    assert outcome.bodies == {0: [b"{}"]}


@pytest.mark.parametrize(
    ("answer", "closes"),
    [
        (b"HTTP/1.1 500 Oops\r\ncontent-length: 2\r\n\r\n{}", False),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{", True),
        (b"nonsense\r\n\r\n", False),
    ],
)
async def test_anything_but_a_whole_200_fails_the_run(answer: bytes, closes: bool) -> None:
    async with serving(Server(answer, closes=closes)) as target:
        with pytest.raises(LoadError):
            await run(target, ONE, 3, 2)
