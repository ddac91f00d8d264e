"""Identical queries to a subgraph that are open at the same moment share one request.

Identical means: the same subgraph, the same body, byte for byte, and the same headers of those that differ by caller or
rule.  What is told anew for every request (the trace, the request id, the time left) is added below this decorator and
is no part of the key, so it must stand outside of tracing and inside of the header rules.

Nobody owns a shared request: it is given the subgraph's own time-out alone, so that no impatient caller can make it
fail for others; each waits until its own deadline, and when the last has gone the request is cancelled.  After a
mutation nobody joins a query that was sent before it ended, so that a client reads what it wrote.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from gateway.execution.ports import SubgraphCall, SubgraphError, SubgraphTransport

_Key = tuple[str, bytes, frozenset[tuple[str, str]]]


@dataclass(slots=True, eq=False)
class _Flight:
    """A request under way, and how many wait for it."""

    task: asyncio.Task[bytes]
    waiting: int = 0


class SharedTransport:
    """A `SubgraphTransport` that sends identical queries once.

    Args:
        transport: the port that does the work.
        on_shared: called with the subgraph's name in the context of each call that joins another's request.
    """

    def __init__(self, transport: SubgraphTransport, on_shared: Callable[[str], None] = lambda subgraph: None) -> None:
        self._transport = transport
        self._on_shared = on_shared
        self._flights: dict[_Key, _Flight] = {}

    async def send(self, call: SubgraphCall) -> bytes:
        """Raises SubgraphError: the transport's, or SUBGRAPH_TIMEOUT at the call's own deadline."""
        if call.kind != "query":
            try:
                return await self._transport.send(call)
            finally:
                self._flights.clear()
        if call.deadline <= asyncio.get_running_loop().time():
            raise _out_of_time(call.subgraph)
        return await self._share(call)

    async def _share(self, call: SubgraphCall) -> bytes:
        key = (call.subgraph, call.body, frozenset(call.headers.items()))
        flight = self._flights.get(key)
        if flight is None:
            flight = self._start(key, call)
        else:
            self._on_shared(call.subgraph)
        flight.waiting += 1
        try:
            await _done(flight.task, call.deadline)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._forget(key, flight)
                flight.task.cancel()
        return _answer(flight.task, call.subgraph)

    def _start(self, key: _Key, call: SubgraphCall) -> _Flight:
        flight = _Flight(asyncio.ensure_future(self._transport.send(call._replace(deadline=inf))))
        self._flights[key] = flight
        flight.task.add_done_callback(lambda task: self._ended(key, flight))
        return flight

    def _ended(self, key: _Key, flight: _Flight) -> None:
        self._forget(key, flight)
        if not flight.task.cancelled():
            flight.task.exception()  # seen, even if all who waited have gone

    def _forget(self, key: _Key, flight: _Flight) -> None:
        """Let nobody join `flight` any more; another may have taken its place already."""
        if self._flights.get(key) is flight:
            del self._flights[key]


async def _done(task: asyncio.Task[bytes], deadline: float) -> None:
    """Until `task` has ended or the deadline has come; being cancelled here does not cancel the task."""
    left = None if deadline == inf else deadline - asyncio.get_running_loop().time()
    await asyncio.wait((task,), timeout=left)


def _answer(task: asyncio.Task[bytes], subgraph: str) -> bytes:
    if not task.done():
        raise _out_of_time(subgraph)
    if task.cancelled():
        raise SubgraphError("SUBGRAPH_UNREACHABLE", f"Subgraph '{subgraph}' was not asked to the end.")
    error = task.exception()
    if isinstance(error, SubgraphError):  # a copy each: an exception raised in several tasks mixes their tracebacks
        raise SubgraphError(error.code, error.message, detail=error.detail) from error
    return task.result()


def _out_of_time(subgraph: str) -> SubgraphError:
    return SubgraphError(
        "SUBGRAPH_TIMEOUT",
        f"Subgraph '{subgraph}' did not answer in the time that the request had left.",
        detail="left a request that may be shared",
    )
