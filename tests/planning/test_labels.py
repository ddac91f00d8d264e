"""Override labels: sticky percentages, switches, and plans that follow them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.composition import SubgraphSource, compose
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Planner, Variant, plan_to_json
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


FEDERATION = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override", '
SEVERAL = {
    "old": FEDERATION
    + """"@shareable"])
      type Query { thing: Thing  node: Node }
      interface Node { id: ID!  size: Int }
      type Thing implements Node @key(fields: "id") @key(fields: "code") {
        id: ID!  code: String!  size: Int  weight: Int  colour: String  box: Box }
      type Box @key(fields: "number") { number: Int!  lid: String }
      type Other implements Node @key(fields: "id") { id: ID!  size: Int }
    """,
    "new": FEDERATION
    + """"@external", "@requires"])
      type Thing @key(fields: "id") {
        id: ID!
        colour: String @override(from: "old", label: "colour")
        weight: Int @override(from: "old", label: "weight")
      }
      type Box @key(fields: "number") { number: Int!  lid: String @override(from: "old", label: "lid") }
      type Other @key(fields: "id") { id: ID!  size: Int @override(from: "old", label: "size") }
    """,
    "post": FEDERATION
    + """"@external", "@requires"])
      type Thing @key(fields: "id") { id: ID!  weight: Int @external  box: Box @external
        postage: Int @requires(fields: "weight")  parcel: Int @requires(fields: "box { lid }") }
      type Box @key(fields: "number") { number: Int!  lid: String @external }
    """,
}
LABELS = ("colour", "weight", "lid", "size")


@pytest.fixture(scope="module")
def several() -> Supergraph:
    result = compose([SubgraphSource(name, f"http://{name}", sdl) for name, sdl in SEVERAL.items()])
    assert result.supergraph_sdl is not None, result.errors
    return Supergraph.from_sdl(result.supergraph_sdl)


@pytest.mark.parametrize(
    ("query", "touching"),
    [
        ("{ thing { id code } }", set()),
        ("{ thing { ...F } } fragment F on Thing { colour }", {"colour"}),
        ("{ thing { postage } }", {"weight"}),
        ("{ thing { box { number } parcel } }", {"lid"}),
        ("{ thing { size } }", set()),
        ("{ node { size } }", {"size"}),
        ("{ node { ... on Thing { size weight } } }", {"weight"}),
        ("{ __typename }", set()),
    ],
)
def test_only_labels_that_touch_the_operation_select_a_plan(
    several: Supergraph, query: str, touching: set[str]
) -> None:
    assert several.labels == set(LABELS)
    document = Document.read(several, query)
    assert document.labels == touching
    variants = {document.variant({}, labels=frozenset(active)) for active in subsets(LABELS)}
    assert len(variants) == 2 ** len(touching)


def test_a_label_that_does_not_touch_the_operation_does_not_change_its_plan(several: Supergraph) -> None:
    planner = Planner(several)
    for query in (
        "{ thing { postage colour } }",
        "{ node { size ... on Thing { box { lid } } } }",
        "{ thing { parcel } }",
    ):
        document = Document.read(several, query)
        for active in map(frozenset, subsets(LABELS)):
            whole = planner.plan(document, Variant(labels=active))
            plan = planner.plan(document, document.variant({}, labels=active))
            assert plan_to_json(plan, Variant()) == plan_to_json(whole, Variant())


def subsets(labels: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [chosen for size in range(len(labels) + 1) for chosen in combinations(labels, size)]
