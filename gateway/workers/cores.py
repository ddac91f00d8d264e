"""How many cores this process may use: those it is bound to, and no more than its control group has time for."""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path
from typing import Final

QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")


def available_cores(quota: Path = QUOTA) -> int:
    """At least one.

    Args:
        quota: microseconds of processor time (or `max`) in a period of so many, as control groups v2 have it.
    """
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        most, period = quota.read_text().split()
        return max(1, min(bound, ceil(int(most) / int(period))))
    except (OSError, ValueError):
        return bound
