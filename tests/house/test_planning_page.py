"""docs/planning.md names plans, supergraphs and tests: each of them exists."""

from __future__ import annotations

from tests.house.tables import is_test, rows
from tests.oracle.catalogue import NAMES
from tests.planning.cases import all_cases

PAGE = "planning.md"


def plans() -> set[str]:
    return {f"{case.path.stem}-{operation.name}" for case in all_cases() for operation in case.operations}


def test_every_feature_has_a_plan_an_execution_and_a_test_that_exist() -> None:
    known = plans()
    for feature, *cells in rows(PAGE, "What is covered"):
        plan, execution, test = (cell.strip("`") for cell in cells)
        assert plan in known or is_test(plan), feature
        assert execution in (*NAMES, "refused") or is_test(execution), feature
        assert is_test(test), feature


def test_the_twenty_plans_can_be_read() -> None:
    shown = [plan.strip("`") for plan, _ in rows(PAGE, "Twenty plans")]
    assert len(set(shown)) == 20
    assert set(shown) <= plans()
