"""Large responses come in one after another while they come as fast as they can be worked on.

Else a worker would hold many of them half.  A connection enters when its response turns out to be large.  What is more
than there is room for is not read until others have left; the kernel keeps the server waiting.  Small responses never
come here, one alone may have any size, and where the network is what takes the time nobody waits for longer than a
look: then there is nothing to be won.  Nor does anybody wait for one that stalls.
"""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

LARGE: Final = 2**20
"""Bytes from which a response is large."""
ROOM: Final = 12 * 2**20
"""Bytes of large responses that come in at the same time; more than one such must fit."""
LOOK_SECONDS: Final = 0.1
FAST: Final = 2 * 2**20
"""Bytes that all together bring between two looks, at least, if the network is fast."""
STALLED: Final = 128 * 2**10
"""Bytes that one brings between two looks, at least, even if the process is busy: half of what is read at a time."""


class Flow(Protocol):
    """What brings a large response."""

    def pause(self) -> None:
        """Read no more."""

    def resume(self) -> None:
        """Read on; called of one that is gone, too."""


class Inflow:
    """Of one client.

    Args:
        room: see `ROOM`.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._inside: dict[Flow, int] = {}
        self._line: dict[Flow, int] = {}
        self._brought: dict[Flow, int] = {}
        self._watched: set[Flow] = set()
        self._due: float | None = None

    def enter(self, flow: Flow, size: int | None) -> None:
        """Let a flow in, or let it wait.

        Args:
            size: of its response in bytes; None when it is not known, which takes all the room.
        """
        taken = self._room if size is None else size
        if not self._line and self._fits(taken):
            self._inside[flow] = taken
            return
        self._line[flow] = taken
        flow.pause()
        if self._due is None:
            self._look_later()

    def bring(self, flow: Flow, size: int) -> None:
        """A flow that was let in has brought so many bytes."""
        if self._due is not None:
            self._brought[flow] = self._brought.get(flow, 0) + size

    def leave(self, flow: Flow) -> None:
        """A flow has ended; the next ones are let in once those who wait for its response have run."""
        if self._line.pop(flow, None) is not None:
            flow.resume()
        elif self._inside.pop(flow, None) is not None and self._line:
            asyncio.get_running_loop().call_soon(self._let_in)

    def _fits(self, size: int) -> bool:
        return not self._inside or sum(self._inside.values()) + size <= self._room

    def _let_in(self) -> None:
        while self._line:
            flow, size = next(iter(self._line.items()))
            if not self._fits(size):
                return
            del self._line[flow]
            self._inside[flow] = size
            flow.resume()

    def _look_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._due = loop.time() + LOOK_SECONDS
        self._watched = set(self._inside)
        loop.call_at(self._due, self._look)

    def _look(self) -> None:
        """Let all in, and count none of them, where the network is slower than this process; count none that stalls."""
        assert self._due is not None
        was_busy = asyncio.get_running_loop().time() - self._due > LOOK_SECONDS / 4
        brought, self._brought = self._brought, {}
        if sum(brought.values()) < FAST and not was_busy:
            self._inside.clear()
            waiting, self._line = self._line, {}
            for flow in waiting:
                flow.resume()
        else:
            for flow in self._watched:
                if brought.get(flow, 0) < STALLED:
                    self._inside.pop(flow, None)
            self._let_in()
        self._due = None
        self._watched = set()
        if self._line:
            self._look_later()
