"""When Python looks for cycles of garbage while subgraphs are composed.

Composing makes much, keeps most of it and then ends: by the usual thresholds half of its time is spent on walking what
is in use.  What is dropped on the way is let go by hand (`Step.release`), so that little waits for a collection.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from typing import Final

THRESHOLDS: Final = (100_000, 50, 1_000)


@contextlib.contextmanager
def few_collections() -> Iterator[None]:
    """For the time of one composition, in a command that does nothing else."""
    before = gc.get_threshold()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
