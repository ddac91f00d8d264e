"""An exact-count load generator: N requests over C kept-alive connections, each counted when its answer is whole.

A connection sends its next request when the answer to the last one has come, until N were begun; the run ends when all
N are answered.  So nothing is in flight at the end, and CPU time measured around a run belongs to exactly N requests.
Bodies are compared by bytes while running and judged afterwards.  Anything but a 200 fails the run.
"""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

import httptools

from tests.benchmarks.operations import Operation


class LoadError(Exception):
    """A gateway did not answer as one that is measured must."""


@dataclass(frozen=True)
class Target:
    """Where a gateway answers.

    Args:
        url: of its GraphQL endpoint.
        token: the bearer of every request.
    """

    url: str
    token: str

    def request(self, operation: Operation) -> bytes:
        """The bytes of one request."""
        url = urlsplit(self.url)
        body = json.dumps({"query": operation.query, "variables": operation.variables}).encode()
        head = (
            f"POST {url.path} HTTP/1.1\r\nhost: {url.netloc}\r\naccept: application/json\r\n"
            f"authorization: Bearer {self.token}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@dataclass
class Outcome:
    """What a run brought.

    Args:
        seconds: from the first request to the last answer.
        latencies: seconds, one per request.
        bodies: by the operation's index, the different answers that it got.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    bodies: dict[int, list[bytes]] = field(default_factory=dict)


async def run(target: Target, operations: Sequence[Operation], count: int, connections: int) -> Outcome:
    """Send `count` requests, the operations in turn.

    Raises LoadError: a status other than 200, or a connection that ended before its answer.
    """
    requests = [target.request(operation) for operation in operations]
    outcome = Outcome()
    turns = iter(range(count))
    workers = [_Worker(target, requests, turns, outcome) for _ in range(min(connections, count))]
    await asyncio.gather(*(worker.connect() for worker in workers))
    gc.collect()
    gc.disable()
    try:
        began = time.perf_counter()
        await asyncio.gather(*(worker.work() for worker in workers))
        outcome.seconds = time.perf_counter() - began
    finally:
        gc.enable()
        for worker in workers:
            worker.close()
    assert len(outcome.latencies) == count
    return outcome


class _Worker(asyncio.Protocol):
    """One connection at a time, made anew when the server closes it after an answer."""

    def __init__(self, target: Target, requests: Sequence[bytes], turns: Iterator[int], outcome: Outcome) -> None:
        url = urlsplit(target.url)
        self._address = (url.hostname or "127.0.0.1", url.port or 80)
        self._requests = requests
        self._turns = turns
        self._outcome = outcome
        self._transport: asyncio.Transport | None = None
        self._done: asyncio.Future[None]
        self._reconnecting: asyncio.Task[None] | None = None
        self._parser: httptools.HttpResponseParser
        self._body: list[bytes] = []
        self._began = 0.0
        self._index = 0

    async def connect(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, *self._address)

    async def work(self) -> None:
        """Until there are no more turns."""
        self._done = asyncio.get_running_loop().create_future()
        self._next()
        await self._done

    def close(self) -> None:
        if self._transport:
            self._transport.abort()

    def _next(self) -> None:
        turn = next(self._turns, None)
        if turn is None:
            self._done.set_result(None)
            return
        self._index = turn % len(self._requests)
        if self._transport:
            self._send()
        else:
            self._reconnecting = self._done.get_loop().create_task(self._reconnect())

    def _send(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._body.clear()
        self._began = time.perf_counter()
        assert self._transport
        self._transport.write(self._requests[self._index])

    async def _reconnect(self) -> None:
        try:
            await self.connect()
        except OSError as error:
            self._fail(f"no connection: {error}")
        else:
            self._send()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is not a subclass

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(f"not HTTP: {error}")

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self._outcome.latencies.append(time.perf_counter() - self._began)
        body = self._body[0] if len(self._body) == 1 else b"".join(self._body)
        if self._parser.get_status_code() != 200:
            self._fail(f"status {self._parser.get_status_code()}: {body[:500]!r}")
            return
        seen = self._outcome.bodies.setdefault(self._index, [])
        if body not in seen:
            seen.append(body)
        if self._transport and not self._parser.should_keep_alive():
            self._transport.abort()
            self._transport = None
        self._done.get_loop().call_soon(self._next)

    def connection_lost(self, exception: Exception | None) -> None:
        if self._transport is not None:
            self._fail(f"connection lost: {exception}")

    def _fail(self, problem: str) -> None:
        done = getattr(self, "_done", None)
        if done is not None and not done.done():
            done.set_exception(LoadError(problem))
