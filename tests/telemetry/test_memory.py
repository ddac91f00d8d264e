"""What is freed is the system's again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import os, sys
from gateway.telemetry.memory import give_memory_back

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

if sys.argv[1] == "with":
    give_memory_back()
for _ in range(3):  # glibc raises its threshold with each large block that is freed
    large = [bytes([1]) * 12 * 2**20 for _ in range(4)]
    small = [bytearray(b"x" * 5000) for _ in range(2000)]
    del large
print(resident() // 2**20)
"""


def resident_after(how: str) -> int:
    command = [sys.executable, "-c", SCRIPT, how]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    return int(done.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is about glibc")
def test_large_blocks_go_back_although_small_ones_are_behind_them() -> None:
    assert resident_after("with") + 20 < resident_after("without")
