"""docs/planning.md names plans, supergraphs and tests: each of them exists."""

from __future__ import annotations

import re
from pathlib import Path

from tests.oracle.catalogue import NAMES
from tests.planning.cases import all_cases

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "planning.md"


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = PAGE.read_text("utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def plans() -> set[str]:
    return {f"{case.path.stem}-{operation.name}" for case in all_cases() for operation in case.operations}


def is_test(cell: str) -> bool:
    """Whether a cell names a test that exists."""
    file, _, name = cell.partition("::")
    path = ROOT / file
    return (
        bool(name)
        and path.is_file()
        and re.search(rf"^(async )?def {name}\(", path.read_text("utf-8"), re.M) is not None
    )


def test_every_feature_has_a_plan_an_execution_and_a_test_that_exist() -> None:
    known = plans()
    for feature, *cells in rows("What is covered"):
        plan, execution, test = (cell.strip("`") for cell in cells)
        assert plan in known or is_test(plan), feature
        assert execution in (*NAMES, "refused") or is_test(execution), feature
        assert is_test(test), feature


def test_the_twenty_plans_can_be_read() -> None:
    shown = [plan.strip("`") for plan, _ in rows("Twenty plans")]
    assert len(set(shown)) == 20
    assert set(shown) <= plans()
