"""Ends the answering of a request when its client leaves or its time is up, and says which it was.

An alarm cancels the request's own task: one timer for all its stages, a third of what `asyncio.timeout` takes.  With a
server that tells when clients leave (`hansa.disconnect`), the request's own task is cancelled, and nothing more than a
timer is needed; any other ASGI server is asked by a task that waits for its `http.disconnect`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, Literal, TypeVar

from starlette.types import Receive, Scope

from gateway.request.errors import ClientGone, RequestError

logger = logging.getLogger(__name__)

Made = TypeVar("Made")

DISCONNECT: Final = "hansa.disconnect"
GRACE: Final = 1.0
"""Seconds past its deadline until an operation that does not end is given up."""


class Alarm:
    """Cancels the task that made it, once, for one of two reasons.

    Args:
        late: `loop.time()` seconds at which it rings.
    """

    __slots__ = ("_task", "_timer", "late", "reason")

    def __init__(self, late: float) -> None:
        self._task = asyncio.current_task()
        self._timer = asyncio.get_running_loop().call_at(late, self._late)
        self.late = late
        self.reason: Literal["left", "late"] | None = None

    def leave(self) -> None:
        """Ring: the client has left."""
        self._ring("left")

    def end(self) -> bool:
        """Never ring again.  Whether it has rung, and nobody else has cancelled the task."""
        self._timer.cancel()
        task, self._task = self._task, None
        return self.reason is not None and task is not None and task.uncancel() == 0

    def _late(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < self.late:  # it has been put off
            self._timer = loop.call_at(self.late, self._late)
        else:
            self._ring("late")

    def _ring(self, reason: Literal["left", "late"]) -> None:
        if self._task is not None and self.reason is None:
            self.reason = reason
            self._task.cancel()


async def in_time(reading: Awaitable[Made], alarm: Alarm) -> Made:
    """What `reading` brings: the parts of a request.

    Raises RequestError 408 when `alarm` rings.
    """
    try:
        return await reading
    except asyncio.CancelledError:
        if alarm.end():
            close = (b"connection", b"close")
            raise RequestError(408, "REQUEST_TIMEOUT", "The request did not arrive in time.", [close]) from None
        raise


async def watched(work: Awaitable[Made], scope: Scope, receive: Receive, alarm: Alarm) -> Made:
    """What `work` brings; it has `GRACE` longer than `alarm` says.

    Raises ClientGone; RequestError 504.
    """
    alarm.late += GRACE
    told: Callable[[Callable[[], None]], None] | None = (scope.get("extensions") or {}).get(DISCONNECT)
    if told is None:
        return await _beside(work, receive, alarm)
    told(alarm.leave)
    try:
        return await work
    except asyncio.CancelledError:
        if alarm.end():
            raise _failure(alarm.reason) from None
        raise


async def _beside(work: Awaitable[Made], receive: Receive, alarm: Alarm) -> Made:
    alarm.end()
    running = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_disconnected(receive))
    try:
        left = alarm.late - asyncio.get_running_loop().time()
        await asyncio.wait((running, leaving), timeout=left, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            return running.result()
        raise _failure("left" if leaving.done() else "late")
    finally:
        running.cancel()
        leaving.cancel()


def _failure(reason: Literal["left", "late"] | None) -> ClientGone | RequestError:
    if reason == "left":
        logger.info("the client left before its answer; its operation is cancelled")
        return ClientGone()
    return RequestError(504, "REQUEST_TIMEOUT", "The operation took too long.")


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
