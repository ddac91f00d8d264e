"""Identical queries to a subgraph that are open at the same moment share one request.

Identical means: the same subgraph, the same body, byte for byte, and the same headers of those that differ by caller or
rule.  What is told anew for every request (the trace, the request id, the time left) is added below this decorator and
is no part of the key, so it must stand outside of tracing and inside of the header rules.

A shared request is given the subgraph's own time-out alone, so that no impatient caller can make it fail for others;
each waits until its own deadline, and when the last has gone the request is cancelled (`concurrency.flights`).  After a
mutation nobody joins a query that was sent before it ended, so that a client reads what it wrote.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import inf

from gateway.concurrency import Flight, Flights
from gateway.execution.ports import SubgraphCall, SubgraphError, SubgraphTransport

_Key = tuple[str, bytes, frozenset[tuple[str, str]]]


class SharedTransport:
    """A `SubgraphTransport` that sends identical queries once.

    Args:
        transport: the port that does the work.
        on_shared: called with the subgraph's name in the context of each call that joins another's request.
    """

    def __init__(self, transport: SubgraphTransport, on_shared: Callable[[str], None] = lambda subgraph: None) -> None:
        self._transport = transport
        self._on_shared = on_shared
        self._flights: Flights[_Key, Flight[bytes]] = Flights()

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
        flight = self._flights.find(key)
        if flight is None:
            task = asyncio.ensure_future(self._transport.send(call._replace(deadline=inf)))
            flight = self._flights.begin(key, Flight(task))
        else:
            self._on_shared(call.subgraph)
        left = None if call.deadline == inf else call.deadline - asyncio.get_running_loop().time()
        await self._flights.wait(key, flight, left)
        return _answer(flight.task, call.subgraph)


def _answer(task: asyncio.Future[bytes], subgraph: str) -> bytes:
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
