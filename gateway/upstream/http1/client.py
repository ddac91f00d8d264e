"""The client: POST a body, get the whole response, or an `HttpFailure` that says whether the server may have acted.

A request is written once.  What was written may have been seen and is never repeated here; only a connection that was
found dead before anything was written is replaced by another.  A cancelled call closes its connection at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

from gateway.upstream.failures import ConnectionLost
from gateway.upstream.http1.head import Heads
from gateway.upstream.http1.inflow import Inflow
from gateway.upstream.http1.message import Headers, unpacked
from gateway.upstream.http1.pool import Pool, PoolLimits, not_sent
from gateway.upstream.http1.target import Origin, Target
from gateway.upstream.response import USER_AGENT, HttpResponse

_OWN: Final = f"user-agent: {USER_AGENT}\r\naccept-encoding: gzip\r\n"
_TARGETS: Final = 1024


class Http1Client:
    """Pools of connections by origin; use as an async context manager or `close` it.

    Args:
        limits: of each pool.
    """

    def __init__(self, limits: PoolLimits | None = None) -> None:
        self._limits = limits or PoolLimits()
        self._targets: dict[str, Target] = {}
        self._pools: dict[Origin, Pool] = {}
        self._heads = Heads()
        self._inflow = Inflow()
        self._closed = False

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        timeout: float,  # noqa: ASYNC109 - a timer of its own costs a tenth of a cancel scope
        max_bytes: int,
    ) -> HttpResponse:
        """Send a POST and read the whole response, whatever its status.

        Args:
            timeout: seconds for the whole call, above 0.
            max_bytes: largest body, as it comes and unpacked.

        Raises HttpFailure (one of its subclasses) and nothing else but cancellation.
        """
        target = self._targets.get(url) or self._target(url)
        head = self._heads.write(target.head, headers, len(body))
        pool = self._pools.get(target.origin) or self._pool(target.origin)
        connection = pool.take()
        if connection is None:
            loop = asyncio.get_running_loop()
            deadline = loop.time() + timeout
            connection = await pool.acquire(deadline)
            timeout = deadline - loop.time()
            if timeout <= 0:
                pool.give_back(connection)
                raise not_sent("the time was up before the request was sent")
        waiter = connection.ask(head, body, max_bytes, timeout)
        try:
            answer = await waiter
        except asyncio.CancelledError:
            connection.leave(waiter)
            raise
        received = answer.take()
        if answer.encoding:
            received = unpacked(received, answer.encoding, max_bytes)
        return HttpResponse(answer.status, received, Headers(answer.headers))

    async def close(self) -> None:
        """End every connection; calls under way fail with ConnectionLost."""
        self._closed = True
        for pool in list(self._pools.values()):
            pool.close()
        await asyncio.sleep(0)  # until the transports have let go of their sockets

    def _target(self, url: str) -> Target:
        target = Target.read(url, _OWN)
        if len(self._targets) >= _TARGETS:
            self._targets.clear()
        self._targets[url] = target
        return target

    def _pool(self, origin: Origin) -> Pool:
        if self._closed:
            raise ConnectionLost("the client is closed")
        pool = self._pools[origin] = Pool(origin, self._limits, self._inflow)
        return pool

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
