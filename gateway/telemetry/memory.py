"""How a service gives memory back to the system.

glibc keeps what was freed for later: each thread in a heap of its own, and large blocks, once some have been freed, in
the main heap, where a small one behind them holds them for good.  After some answers of 8 MB a process stayed 50 MB
larger.  Here large blocks are the system's again as soon as they are freed, and threads share two heaps.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

LARGE: Final = 2**20
"""Bytes from which a block is mapped by itself; glibc's own rule begins with 128 KiB and grows to 32 MiB."""
KEPT: Final = 8 * 2**20
"""Bytes at the end of the heap that are kept for the next request; taking them anew for each would cost its time."""
HEAPS: Final = 2
_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8


def give_memory_back() -> None:
    """Set glibc's allocator up, for the whole process; elsewhere, nothing."""
    if not sys.platform.startswith("linux"):
        return
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    if setting is not None:
        setting(_M_ARENA_MAX, HEAPS)
        setting(_M_MMAP_THRESHOLD, LARGE)
        setting(_M_TRIM_THRESHOLD, KEPT)
