"""Single flight: what several ask for at the same moment is done once.

Nobody owns a flight.  Each who waits does so until it has ended, the own time is up, or until cancelled, which cancels
nothing else; when the last has gone, the work is cancelled.  Who comes when a flight has ended begins another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Done = TypeVar("Done")
Key = TypeVar("Key", bound=Hashable)
AnyFlight = TypeVar("AnyFlight", bound="Flight[Any]")


@dataclass(slots=True, eq=False)
class Flight(Generic[Done]):
    """Work under way, and how many wait for it."""

    task: asyncio.Future[Done]
    waiting: int = 0


class Flights(Generic[Key, AnyFlight]):
    """The flights that may be joined, by what they are for."""

    def __init__(self) -> None:
        self._open: dict[Key, AnyFlight] = {}

    def find(self, key: Key) -> AnyFlight | None:
        """The flight to join."""
        return self._open.get(key)

    def begin(self, key: Key, flight: AnyFlight) -> AnyFlight:
        """Let others join `flight`, which is returned."""
        self._open[key] = flight
        flight.task.add_done_callback(lambda task: self._ended(key, flight))
        return flight

    def clear(self) -> None:
        """Let nobody join those that are under way; who waits for one gets its result."""
        self._open.clear()

    async def wait(self, key: Key, flight: AnyFlight, seconds: float | None = None) -> None:
        """Until `flight` has ended, well or not, or for some time."""
        flight.waiting += 1
        try:
            await asyncio.wait((flight.task,), timeout=seconds)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._forget(key, flight)
                flight.task.cancel()

    def _ended(self, key: Key, flight: AnyFlight) -> None:
        self._forget(key, flight)
        if not flight.task.cancelled():
            flight.task.exception()  # seen, even if all who waited have gone

    def _forget(self, key: Key, flight: AnyFlight) -> None:
        """Let nobody join `flight` any more; another may have taken its place already."""
        if self._open.get(key) is flight:
            del self._open[key]
