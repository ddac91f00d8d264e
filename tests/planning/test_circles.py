"""Supergraphs whose keys or requirements need each other: the operation is refused, at once and by name.

Our composition writes no such supergraph (satisfiability); a hand or another composer may.
"""

from __future__ import annotations

import pytest

from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, PlanError, Planner

RING = 40
"""Subgraphs in the longest circle of keys."""


def planned(graphs: int, types: str, query: str) -> int:
    """Requests of the plan."""
    values = " ".join(f'G{n} @join__graph(name: "g{n}", url: "http://g{n}")' for n in range(graphs))
    supergraph = Supergraph.from_sdl(
        'schema @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION) { query: Query }'
        f"enum join__Graph {{ {values} }} type Query @join__type(graph: G0) {{ t: T }} {types}"
    )
    document = Document.read(supergraph, query)
    return len(Planner(supergraph).plan(document, document.variant({})).requests)


def ring(size: int, *, entered: bool) -> str:
    """Each subgraph but G0 is entered by a key that the one before it has, the first by one of the last, or of G0's."""
    joins = " ".join(f'@join__type(graph: G{n}, key: "k{n}")' for n in range(1, size))
    before = {n: n - 1 if n > 1 else 0 if entered else size - 1 for n in range(1, size)}
    keys = " ".join(f"k{n}: ID @join__field(graph: G{n}) @join__field(graph: G{before[n]})" for n in range(1, size))
    return f"type T @join__type(graph: G0) {joins} {{ f: Int @join__field(graph: G{size - 1}) {keys} }}"


@pytest.mark.parametrize(
    ("types", "problem"),
    [
        (ring(RING, entered=False), 'No subgraph can resolve "f" from T of g0.'),
        (
            """type T
              @join__type(graph: G0, key: "id") @join__type(graph: G1, key: "id") @join__type(graph: G2, key: "id") {
              id: ID  f: Int @join__field(graph: G1, requires: "g") @join__field(graph: G2, external: true)
              g: Int @join__field(graph: G2, requires: "f") @join__field(graph: G1, external: true) }""",
            'No subgraph can resolve "f" from T of g0.',
        ),
        (
            """type T @join__type(graph: G0, key: "id") @join__type(graph: G1, key: "id") {
              id: ID  f: Int @join__field(graph: G1, requires: "f") }""",
            'No subgraph can resolve "f" from T of g0.',
        ),
    ],
    ids=["keys", "requirements", "a requirement of itself"],
)
def test_what_needs_itself_cannot_be_planned(types: str, problem: str) -> None:
    with pytest.raises(PlanError) as caught:
        planned(RING, types, "{ t { f } }")
    assert (caught.value.code, caught.value.message) == ("QUERY_PLAN_NOT_FOUND", problem)


def test_the_rest_of_such_a_supergraph_is_served() -> None:
    types = """type T @join__type(graph: G0, key: "id") @join__type(graph: G1, key: "id") {
      id: ID  f: Int @join__field(graph: G1, requires: "f")  g: Int @join__field(graph: G1) }"""
    assert planned(2, types, "{ t { g } }") == 2


def test_a_circle_that_is_entered_somewhere_is_followed() -> None:
    assert planned(RING, ring(RING, entered=True), "{ t { f } }") == RING


def test_a_key_through_its_own_type_is_followed_as_far_as_it_selects() -> None:
    types = """type T @join__type(graph: G0) @join__type(graph: G1, key: "t { t { id } }") {
      id: ID  t: T  f: Int @join__field(graph: G1) }"""
    assert planned(2, types, "{ t { f } }") == 2
