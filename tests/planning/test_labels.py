"""Override labels: sticky percentages, switches, and plans that follow them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.composition import SubgraphSource, compose
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Planner
from gateway.planning.labels import active_labels, share

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])'
OLD = LINK + ' type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! moved: Int! }'
NEW = LINK + (' type Thing @key(fields: "id") { id: ID! moved: Int! @override(from: "old", label: "percent(20)") }')


@given(st.text(), st.text())
def test_a_caller_always_stands_at_the_same_place(label: str, caller: str) -> None:
    assert share(label, caller) == share(label, caller)
    assert 0 <= share(label, caller) < 100


def test_percentages_hold_for_that_share_of_callers() -> None:
    callers = [f"user-{number}" for number in range(2_000)]
    share_of = sum(bool(active_labels(["percent(20)"], caller, {})) for caller in callers) / len(callers)
    assert 0.15 < share_of < 0.25


@pytest.mark.parametrize(
    ("label", "switches", "active"),
    [
        ("percent(100)", {}, True),
        ("percent(0)", {}, False),
        ("percent(0)", {"percent(0)": True}, True),
        ("beta", {}, False),
        ("beta", {"beta": True}, True),
    ],
)
def test_switches_win(label: str, switches: dict[str, bool], active: bool) -> None:
    assert (label in active_labels([label], "anyone", switches)) is active


@pytest.mark.parametrize(("labels", "asked"), [(frozenset(), ["old"]), (frozenset({"percent(20)"}), ["old", "new"])])
def test_the_plan_follows_the_labels(labels: frozenset[str], asked: list[str]) -> None:
    result = compose([SubgraphSource("old", "http://old", OLD), SubgraphSource("new", "http://new", NEW)])
    assert result.supergraph_sdl is not None, result.errors
    supergraph = Supergraph.from_sdl(result.supergraph_sdl)
    assert supergraph.labels == {"percent(20)"}
    document = Document.read(supergraph, "{ thing { moved } }")
    plan = Planner(supergraph).plan(document, document.variant({}, labels=labels))
    assert [request.subgraph for request in plan.requests] == asked
