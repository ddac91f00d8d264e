"""A short run of the fuzzer of SDL, the same each time; and the proof that a fuzzer reports what it should."""

from __future__ import annotations

from tests.fuzz.harness import fuzz
from tests.fuzz.sdl import case


def test_nothing_is_found_in_the_first_seeds() -> None:
    findings = fuzz(case, range(120), limit=60)
    assert not findings.finds, str(findings)
    assert set(findings.outcomes) == {
        "supergraph refused",
        "supergraph read and planned over",
        "composition refused",
        "composed",
    }
