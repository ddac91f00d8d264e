"""What a fuzzer reports: every exception and every case without an end, once for each place."""

from __future__ import annotations

from tests.fuzz.harness import fuzz


def test_exceptions_of_one_place_are_one_find_with_the_first_seed() -> None:
    def case(seed: int) -> str:
        if seed % 2:
            raise KeyError(seed)
        return "even"

    findings = fuzz(case, range(10))
    assert findings.outcomes == {"even": 5, "find": 5}
    assert [(place.split(" ")[0], seed) for place, (seed, _) in findings.finds.items()] == [("KeyError", 1)]
    assert "raise KeyError(seed)" in str(findings)


def test_a_case_without_an_end_is_a_find() -> None:
    def case(seed: int) -> str:
        while seed == 3:
            pass
        return "done"

    findings = fuzz(case, range(5), limit=0.05)
    assert findings.outcomes == {"done": 4, "find": 1}
    assert [(place.split(" ")[0], seed) for place, (seed, _) in findings.finds.items()] == [("TooLong", 3)]


def test_what_hides_errors_does_not_hide_that_it_takes_too_long() -> None:
    def case(_seed: int) -> str:
        while True:
            try:
                while True:
                    pass
            except Exception:
                continue

    assert fuzz(case, range(1), limit=0.05).outcomes == {"find": 1}
