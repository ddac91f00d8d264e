"""What the chooser keeps up while ways are taken and given up is what it would count."""

from __future__ import annotations

import pytest

from gateway.planning import Document, Planner
from gateway.planning.chooser import Chooser, Score
from tests.oracle.case import Case
from tests.oracle.operations import seeded_operation
from tests.peers.supergraphs.generated import generated


def counted(chooser: Chooser) -> Score:
    """The score, counted anew from all that is taken."""
    heads = [step for step in chooser.uses if step.starts_fetch]
    requests = {chooser.numbers.of(head) for head in heads}
    return Score(len(requests), max((head.depth for head in heads), default=0), sum(s.cost for s in chooser.uses))


@pytest.mark.parametrize("seed", range(4))
def test_the_score_is_that_of_what_is_taken(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Score, Score]] = []
    score = Chooser.score

    def checked(chooser: Chooser) -> Score:
        seen.append((score(chooser), counted(chooser)))
        return seen[-1][0]

    monkeypatch.setattr(Chooser, "score", checked)
    supergraph = Case(*generated(seed)).supergraph
    planner = Planner(supergraph)
    for number in range(20):
        query, variables = seeded_operation(number, supergraph.api_schema, ["1"])
        document = Document.read(supergraph, query)
        planner.plan(document, document.variant(variables))
    assert len(seen) > 20, "moves were tried"
    assert [kept for kept, _ in seen] == [again for _, again in seen]
