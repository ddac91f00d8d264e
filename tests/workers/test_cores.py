"""How many cores there are for us."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.workers import available_cores


@pytest.mark.parametrize(("quota", "cores"), [("100000 100000", 1), ("50000 100000", 1), ("1 100000", 1)])
def test_a_control_group_gives_less_than_the_machine_has(quota: str, cores: int, tmp_path: Path) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(f"{quota}\n")
    assert available_cores(file) == cores


@pytest.mark.parametrize("quota", ["max 100000", "99900000 100000", "nonsense", None])
def test_otherwise_there_are_those_that_this_process_may_run_on(quota: str | None, tmp_path: Path) -> None:
    file = tmp_path / "cpu.max"
    if quota:
        file.write_text(quota)
    assert available_cores(file) == len(os.sched_getaffinity(0))
