"""Planning leaves nothing that only the collector of cycles would find: it would wait there, 30 kB for each plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.planning import Document, PlanError, Planner
from tests.garbage import collector
from tests.planning.cases import FOLDER, read_case

PRINTED = {"contexts"}
"""Arguments are printed by graphql-core, which leaves cycles of its own."""


@pytest.mark.parametrize(
    "path", sorted(path for path in FOLDER.glob("*.txt") if path.stem not in PRINTED), ids=lambda path: path.stem
)
def test_a_plan_leaves_no_cycle(path: Path) -> None:
    case = read_case(path)
    supergraph = case.supergraph()
    planner = Planner(supergraph)
    documents = [
        (document, document.variant(operation.variables))
        for operation in case.operations
        if "(" not in operation.text
        for document in [Document.read(supergraph, operation.text)]
    ]
    for document, variant in documents:
        try:
            planner.plan(document, variant)
            with collector() as collect:
                planner.plan(document, variant)
                assert collect() == 0
        except PlanError:
            continue
