"""When Python looks for cycles of garbage in a service.

A full collection walks every object; with a cache full of documents and plans that is more than a second in which
nobody is answered.  What start-up made is therefore never walked again, and collections are rarer by measure (the event
loop's worst pause fell from 1.6 to 0.1 s with 250 MiB of plans).  A request leaves no cycles, so even young collections
find nothing: with fifty large answers under way they took a sixth of all CPU time, until they waited for more objects
than such answers have.  The last one, at the exit, walks nothing: the process is gone at once instead of being killed
by its supervisor.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from typing import Final

THRESHOLDS: Final = (100_000, 10, 50)


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """For the time that a service serves; what exists before and at its end is exempt for good."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.freeze()
