"""Counting what only the garbage collector can free: objects in reference cycles."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def collector() -> Iterator[Callable[[], int]]:
    """Within, nothing is collected but by calling what is yielded, which returns how many objects that were.

    What there was before is collected first, twice: what has a finalizer, as parts of the test runner have, takes two.
    """
    for _ in range(2):
        gc.collect()
    gc.disable()
    try:
        yield gc.collect
    finally:
        gc.enable()
