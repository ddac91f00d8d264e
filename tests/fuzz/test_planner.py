"""A short run of the fuzzer of the planner, the same each time."""

from __future__ import annotations

from tests.fuzz.harness import fuzz
from tests.fuzz.planner import OPERATIONS, case


def test_nothing_is_found_in_the_first_seeds() -> None:
    findings = fuzz(case, range(2 * OPERATIONS), limit=60)
    assert not findings.finds, str(findings)
    assert len(findings.outcomes) == 4
