"""Connections to one origin: bounded, taken last in first out, handed out first come first served.

A connection that is open, being opened or idle has one of the pool's places.  Whoever finds none waits in line; a
place that becomes free calls the first in line, who looks again.  A caller that leaves while it is called calls the
next, so no place is lost, however many callers are cancelled.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from gateway.upstream.failures import ConnectFailed, ConnectionLost, TimedOut
from gateway.upstream.http1.connection import Connection
from gateway.upstream.http1.inflow import Inflow
from gateway.upstream.http1.target import Origin


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """Bounds of one origin's connections.

    Args:
        connections: open at most; who comes then waits.
        idle: kept for reuse at most.
        idle_timeout: seconds a connection may rest before it is closed.
        connect_timeout: seconds to a connection.
    """

    connections: int = 1024
    idle: int = 100
    idle_timeout: float = 4.0
    connect_timeout: float = 5.0


class Pool:
    """The connections to one origin.

    Args:
        origin: whom to connect to.
        limits: see `PoolLimits`.
        inflow: of large responses.
    """

    def __init__(self, origin: Origin, limits: PoolLimits, inflow: Inflow) -> None:
        self._origin = origin
        self._inflow = inflow
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._idle: list[Connection] = []
        self._open: set[Connection] = set()
        self._places = limits.connections
        self._line: deque[asyncio.Future[None]] = deque()
        self._sweeper: asyncio.TimerHandle | None = None
        self._closed = False

    def take(self) -> Connection | None:
        """An idle connection that may take a request; None when there is none."""
        oldest = self._loop.time() - self._limits.idle_timeout
        while self._idle:
            connection = self._idle.pop()
            if connection.idle_since >= oldest and connection.usable():
                return connection
            connection.abort()
        return None

    async def acquire(self, deadline: float) -> Connection:
        """A connection, new if there is none to reuse; it comes back by itself.

        Args:
            deadline: `loop.time()` seconds.

        Raises TimedOut (nothing was sent), ConnectFailed, ConnectionLost when closed.
        """
        behind = False
        while True:
            if self._closed:
                raise ConnectionLost("the client is closed")
            if connection := self.take():
                return connection
            if self._places > 0:
                return await self._connect(deadline)
            await self._wait(deadline, first=behind)
            behind = True

    def close(self) -> None:
        """End every connection; who waits fails."""
        self._closed = True
        if self._sweeper:
            self._sweeper.cancel()
        for connection in list(self._open):
            connection.abort()
        for waiter in self._line:
            if not waiter.done():
                waiter.set_result(None)

    def give_back(self, connection: Connection) -> None:
        """Take back a connection that was acquired and not used."""
        if not connection.gone:
            connection.idle_since = self._loop.time()
            self._on_idle(connection)

    async def _connect(self, deadline: float) -> Connection:
        self._places -= 1
        try:
            connection = await self._connected(deadline)
        except BaseException:
            self._free()
            raise
        self._open.add(connection)
        return connection

    async def _connected(self, deadline: float) -> Connection:
        granted = self._loop.time() + self._limits.connect_timeout
        try:
            async with asyncio.timeout_at(min(deadline, granted)):
                _, connection = await self._loop.create_connection(
                    lambda: Connection(self._loop, self._inflow, self._on_idle, self._on_gone), *self._origin
                )
        except TimeoutError as error:
            if deadline < granted:
                raise not_sent("no connection in the time that was left") from error
            raise ConnectFailed(f"no connection within {self._limits.connect_timeout} s") from error
        except (OSError, UnicodeError) as error:
            raise ConnectFailed(f"{self._origin.host}:{self._origin.port}: {error}") from error
        if self._closed or connection.gone:
            connection.abort()
            raise ConnectFailed("the client is closed" if self._closed else "the server hung up at once")
        return connection

    async def _wait(self, deadline: float, *, first: bool) -> None:
        """Until a place is free; who was called in vain stands in front again."""
        waiter: asyncio.Future[None] = self._loop.create_future()
        if first:
            self._line.appendleft(waiter)
        else:
            self._line.append(waiter)
        try:
            async with asyncio.timeout_at(deadline):
                await waiter
        except BaseException as error:
            if waiter.done() and not waiter.cancelled():
                self._call()
            elif waiter in self._line:
                self._line.remove(waiter)
            if isinstance(error, TimeoutError):
                raise not_sent("no connection became free in the time that was left") from error
            raise

    def _on_idle(self, connection: Connection) -> None:
        if self._closed or len(self._idle) >= self._limits.idle:
            connection.abort()
            return
        self._idle.append(connection)
        if self._sweeper is None:
            self._sweeper = self._loop.call_later(self._limits.idle_timeout, self._sweep)
        self._call()

    def _on_gone(self, connection: Connection) -> None:
        if connection in self._open:
            self._open.discard(connection)
            if connection in self._idle:
                self._idle.remove(connection)
            self._free()

    def _free(self) -> None:
        """Give a place back."""
        self._places += 1
        self._call()

    def _call(self) -> None:
        """Call the first in line who still waits."""
        while self._line:
            waiter = self._line.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    def _sweep(self) -> None:
        """Close what has rested too long."""
        self._sweeper = None
        oldest = self._loop.time() - self._limits.idle_timeout
        for connection in [found for found in self._idle if found.idle_since < oldest or not found.usable()]:
            connection.abort()
        if self._idle:
            self._sweeper = self._loop.call_later(self._limits.idle_timeout / 2, self._sweep)


def not_sent(detail: str) -> TimedOut:
    """The failure of a call whose time was up before anything was sent."""
    failure = TimedOut(detail)
    failure.maybe_sent = False
    return failure
