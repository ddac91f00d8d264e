"""A bounded cache that makes each value once, however many ask for it at the same time.

The least recently used value goes first: beyond a number of values, or beyond what they may weigh together, so that a
few hostile values cannot take more memory than many ordinary ones.  Whoever asks while a value is being made waits for
that making; that one of them is cancelled does not end it for the others, but when all are, so is the making.  One that
raises is not remembered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class _Making(Generic[Value]):
    """A value that is being made, and how many wait for it."""

    __slots__ = ("future", "waiting")

    def __init__(self, future: asyncio.Future[Value]) -> None:
        self.future = future
        self.waiting = 0


class Cache(Generic[Key, Value]):
    """Values by key, at most `size` of them.

    Args:
        size: how many values are kept, at least one.
        weigh: what a value weighs together with its key; asked once.  None for nothing.
        room: what all values may weigh together; a heavier one is made each time it is asked for.
    """

    __slots__ = ("_making", "_room", "_size", "_values", "_weigh", "_weight", "_weights")

    def __init__(self, size: int, *, weigh: Callable[[Key, Value], int] | None = None, room: int = 0) -> None:
        self._size = max(1, size)
        self._weigh = weigh
        self._room = room
        self._weight = 0
        self._weights: dict[Key, int] = {}
        self._values: dict[Key, Value] = {}
        self._making: dict[Key, _Making[Value]] = {}

    @property
    def size(self) -> int:
        """How many values may be kept."""
        return self._size

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Key]:
        """Keys, the most recently used first."""
        return reversed(list(self._values))

    def items(self) -> Iterator[tuple[Key, Value]]:
        """Keys and values, the most recently used first; looking uses none."""
        return reversed(list(self._values.items()))

    async def get(self, key: Key, make: Callable[[], Awaitable[Value]]) -> Value:
        """The value of `key`, made with `make` unless it is known or being made."""
        if key in self._values:
            value = self._values[key] = self._values.pop(key)
            return value
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = _Making(asyncio.ensure_future(make()))
            making.future.add_done_callback(partial(self._made, key, making))
        making.waiting += 1
        try:
            return await asyncio.shield(making.future)
        finally:
            making.waiting -= 1
            if not making.waiting and not making.future.done():
                self._forget(key, making)
                making.future.cancel()

    def _forget(self, key: Key, making: _Making[Value]) -> None:
        if self._making.get(key) is making:
            del self._making[key]
            if not self._making:
                self._making = {}  # an emptied dict keeps its table, and there is a cache for each document

    def _made(self, key: Key, making: _Making[Value], future: asyncio.Future[Value]) -> None:
        self._forget(key, making)
        if future.cancelled() or future.exception() is not None:
            return
        value = future.result()
        if self._weigh is not None:
            weight = self._weigh(key, value)
            if weight > self._room:
                return
            self._weights[key] = weight
            self._weight += weight
        self._values[key] = value
        while len(self._values) > self._size or self._weight > self._room:
            oldest = next(iter(self._values))
            del self._values[oldest]
            self._weight -= self._weights.pop(oldest, 0)
