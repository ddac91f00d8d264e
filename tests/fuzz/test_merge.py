"""A short run of the fuzzer of the merge, the same each time, and what it has found."""

from __future__ import annotations

import pytest

from tests.fuzz.harness import fuzz
from tests.fuzz.merge import case

FOUND = (37, 369, 1254, 71003247, 72001371)
"""Seeds of longer runs that failed once."""


@pytest.mark.parametrize("seeds", [range(150), FOUND], ids=["first", "found"])
def test_nothing_is_found(seeds: range | tuple[int, ...]) -> None:
    findings = fuzz(case, seeds, limit=60)
    assert not findings.finds, str(findings)
