"""Every case under `cases/`: given these subgraphs and this operation, this plan.

`python -m tests.planning.record` writes the plans anew after a change on purpose; read the diff.
"""

from __future__ import annotations

import pytest

from gateway.planning import Document, Planner, print_plan
from tests.planning.cases import Case, Operation, all_cases

CASES = {case.path.stem: case for case in all_cases()}
OPERATIONS = [(case, operation) for case in CASES.values() for operation in case.operations]


def plan_text(case: Case, operation: Operation) -> str:
    supergraph = case.supergraph()
    document = Document.read(supergraph, operation.text)
    return print_plan(Planner(supergraph).plan(document, document.variant(operation.variables)))


@pytest.mark.parametrize(("case", "operation"), OPERATIONS, ids=[f"{c.path.stem}-{o.name}" for c, o in OPERATIONS])
def test_plan(case: Case, operation: Operation) -> None:
    assert operation.plan, "not recorded yet: python -m tests.planning.record"
    assert plan_text(case, operation) == operation.plan
