"""A bounded cache that makes each value once, however many ask for it at the same time.

The least recently used value goes first.  Whoever asks while a value is being made waits for that making; that one of
them is cancelled does not end it for the others.  A making that raises is not remembered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    """Values by key, at most `size` of them.

    Args:
        size: how many values are kept, at least one.
    """

    def __init__(self, size: int) -> None:
        self._size = max(1, size)
        self._values: dict[Key, Value] = {}
        self._making: dict[Key, asyncio.Future[Value]] = {}

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Key]:
        """Keys, the most recently used first."""
        return reversed(list(self._values))

    async def get(self, key: Key, make: Callable[[], Awaitable[Value]]) -> Value:
        """The value of `key`, made with `make` unless it is known or being made."""
        if key in self._values:
            value = self._values[key] = self._values.pop(key)
            return value
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = asyncio.ensure_future(make())
            making.add_done_callback(partial(self._made, key))
        return await asyncio.shield(making)

    def _made(self, key: Key, making: asyncio.Future[Value]) -> None:
        self._making.pop(key, None)
        if making.cancelled() or making.exception() is not None:
            return
        self._values[key] = making.result()
        if len(self._values) > self._size:
            del self._values[next(iter(self._values))]
