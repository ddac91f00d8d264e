"""Ends the answering of a request when its client leaves or its time is up, and says which it was.

An alarm cancels the request's own task: it takes one timer, a third of what `asyncio.timeout` takes.  With a server
that tells when clients leave (`hansa.disconnect`), the request's own task is cancelled, and nothing more
than a timer is needed; any other ASGI server is asked by a task that waits for its `http.disconnect`.
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


async def watched(work: Awaitable[Made], scope: Scope, receive: Receive, deadline: float) -> Made:
    """What `work` brings.

    Args:
        deadline: `loop.time()` seconds.

    Raises ClientGone; RequestError 504.
    """
    told: Callable[[Callable[[], None]], None] | None = (scope.get("extensions") or {}).get(DISCONNECT)
    if told is None:
        return await _beside(work, receive, deadline)
    alarm = Alarm(deadline + GRACE)
    told(alarm.leave)
    try:
        made = await work
    except asyncio.CancelledError:
        if alarm.end():
            raise _failure(alarm.reason) from None
        raise
    except BaseException:
        alarm.end()
        raise
    alarm.end()
    return made


async def in_time(reading: Awaitable[Made], deadline: float) -> Made:
    """What `reading` brings: the parts of a request.

    Raises RequestError 408 at the deadline (`loop.time()` seconds).
    """
    alarm = Alarm(deadline)
    try:
        made = await reading
    except asyncio.CancelledError:
        if alarm.end():
            close = (b"connection", b"close")
            raise RequestError(408, "REQUEST_TIMEOUT", "The request did not arrive in time.", [close]) from None
        raise
    except BaseException:
        alarm.end()
        raise
    alarm.end()
    return made


class Alarm:
    """Cancels the task that made it, once, for one of two reasons.

    Args:
        late: `loop.time()` seconds at which it rings.
    """

    __slots__ = ("_task", "_timer", "reason")

    def __init__(self, late: float) -> None:
        self._task = asyncio.current_task()
        self._timer = asyncio.get_running_loop().call_at(late, self._ring, "late")
        self.reason: Literal["left", "late"] | None = None

    def leave(self) -> None:
        """Ring: the client has left."""
        self._ring("left")

    def end(self) -> bool:
        """Never ring again.  Whether it has rung, and nobody else has cancelled the task."""
        self._timer.cancel()
        task, self._task = self._task, None
        return self.reason is not None and task is not None and task.uncancel() == 0

    def _ring(self, reason: Literal["left", "late"]) -> None:
        if self._task is not None and self.reason is None:
            self.reason = reason
            self._task.cancel()


async def _beside(work: Awaitable[Made], receive: Receive, deadline: float) -> Made:
    running = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_disconnected(receive))
    try:
        left = deadline - asyncio.get_running_loop().time() + GRACE
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
