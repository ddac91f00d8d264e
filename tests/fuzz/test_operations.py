"""A short run of the fuzzer of operations, the same each time."""

from __future__ import annotations

from tests.fuzz.harness import fuzz
from tests.fuzz.operations import case


def test_nothing_is_found_in_the_first_seeds() -> None:
    findings = fuzz(case, range(200), limit=60)
    assert not findings.finds, str(findings)
    assert set(findings.outcomes) >= {
        "refused: parse",
        "refused: validate",
        "refused: operation",
        "variables refused",
        "planned",
    }
