"""Identical queries of one caller that are open at the same moment are executed once.

Identical means: the same document and operation, the same variables, the same caller with the same rights, and the
same of all headers that may reach a subgraph (the bearer is one), so that whatever an answer depends on is in the key.
Only operations that are known to be queries are shared: what a text is, the first result for it tells.  After a
mutation nobody joins a query that was begun before it ended, so that a client reads what it wrote.

A shared execution has the time of who came first; who would have to end earlier executes alone.  When the last client
that waits has gone it is cancelled (`concurrency.flights`).  What several wait for is encoded once.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import inf
from typing import Final

import msgspec

from gateway.concurrency import Flight, Flights
from gateway.execution.ports import OperationRequest, OperationResult

Execute = Callable[[OperationRequest], Awaitable[OperationResult]]

REMEMBERED: Final = 10_000
"""Texts that are known to be queries."""

_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(slots=True, eq=False)
class _Execution(Flight[OperationResult]):
    """An execution under way, whether several ever waited for it, and their result, encoded."""

    deadline: float = inf
    joined: bool = False
    once: OperationResult | None = None


class SharedOperations:
    """Executes identical queries once.

    Args:
        execute: the engine.
        on_shared: called in the context of each request that joins another's execution.
    """

    def __init__(self, execute: Execute, on_shared: Callable[[], None] = lambda: None) -> None:
        self._execute = execute
        self._on_shared = on_shared
        self._queries: dict[bytes, None] = {}
        self._flights: Flights[bytes, _Execution] = Flights()

    async def execute(self, request: OperationRequest) -> OperationResult:
        """As the engine does it.  Raises nothing but cancellation."""
        text = _digest(request.query, request.operation_name)
        if text not in self._queries:
            return await self._alone(text, request)
        try:
            key = _key(text, request)
        except RecursionError:
            return await self._execute(request)
        flight = self._flights.find(key)
        if flight is None:
            task = asyncio.ensure_future(self._execute(request))
            flight = self._flights.begin(key, _Execution(task, deadline=request.deadline))
        elif request.deadline < flight.deadline:
            return await self._execute(request)
        else:
            flight.joined = True
            self._on_shared()
        await self._flights.wait(key, flight)
        if flight.joined and flight.once is None:
            flight.once = _once(flight.task.result())
        return flight.once or flight.task.result()

    async def _alone(self, text: bytes, request: OperationRequest) -> OperationResult:
        """Execute what may be a mutation, and learn whether it is."""
        kind = None
        try:
            result = await self._execute(request)
            kind = result.kind
            return result
        finally:
            if kind == "query":
                if len(self._queries) >= REMEMBERED:
                    self._queries.clear()
                self._queries[text] = None
            else:  # also when it was cancelled: a mutation may have been sent
                self._flights.clear()


def _digest(query: str, name: str | None) -> bytes:
    return hashlib.sha256(_encode((query, name))).digest()


def _key(text: bytes, request: OperationRequest) -> bytes:
    """Of all that an answer to the operation depends on."""
    caller = request.principal
    rights = (caller.subject, sorted(caller.scopes)) if caller else None
    return text + _encode((request.variables, rights, sorted(request.headers.items()), request.read_only, request.plan))


def _once(result: OperationResult) -> OperationResult:
    """With its data encoded, for several responses."""
    if result.data is None:
        return result
    try:
        return result._replace(data=msgspec.Raw(msgspec.json.encode(result.data)))
    except RecursionError:
        return result
