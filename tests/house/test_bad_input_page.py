"""docs/bad-input.md names a test for each bad input, and the fuzzers: each of them exists."""

from __future__ import annotations

from importlib.util import find_spec

from tests.house.tables import is_test, rows

PAGE = "bad-input.md"


def test_every_bad_input_has_an_outcome_and_a_test_that_exists() -> None:
    found = rows(PAGE, "What comes in, and what happens")
    assert {source for source, *_ in found} == {"client", "subgraph", "composer"}
    for _, given, outcome, test in found:
        assert outcome, given
        assert is_test(test.strip("`")), given


def test_every_fuzzer_exists() -> None:
    names = [fuzzer.strip("`") for fuzzer, *_ in rows(PAGE, "Fuzzing")]
    assert len(names) >= 4
    assert [name for name in names if find_spec(name) is None] == []
