"""A time limit that is set anew all the time and hardly ever reached, such as a connection's.

Starting a timer of the event loop and cancelling it costs more than a microsecond, and a busy connection would do so
several times a request.  Here setting a later limit only writes it down: the timer that runs already looks, when it
rings, whether the limit has come, and if not rings again then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import inf


class TimeLimit:
    """Calls `reached` once each time a limit is reached.

    Args:
        loop: the running one.
        reached: called by the loop; the limit is off then.
    """

    __slots__ = ("_due", "_loop", "_reached", "_rings", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop, reached: Callable[[], None]) -> None:
        self._loop = loop
        self._reached = reached
        self._timer: asyncio.TimerHandle | None = None
        self._rings = inf
        self._due = inf

    def set(self, seconds: float) -> None:
        """From now on the limit is `seconds` away, whatever it was."""
        self._due = due = self._loop.time() + seconds
        if due < self._rings:
            self._start()

    def off(self) -> None:
        """There is no limit until it is set again."""
        self._due = inf

    def close(self) -> None:
        """Off for good: nothing of it is left in the loop, and it does not know any more whom to call.

        What has a limit is known to it, mostly; such a cycle would keep both until the collector looks.
        """
        self._due = self._rings = inf
        self._reached = _nobody
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings = self._due
        self._timer = self._loop.call_at(self._due, self._ring)

    def _ring(self) -> None:
        self._timer, self._rings = None, inf
        if self._due == inf:
            return
        if self._loop.time() < self._due:
            self._start()
            return
        self._due = inf
        self._reached()


def _nobody() -> None:
    """Whom a closed limit calls."""
