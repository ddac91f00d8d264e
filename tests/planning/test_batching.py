"""What travels together: everything of one step, or only what is ready at the same moment."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gateway.composition import SubgraphSource, compose
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Planner
from gateway.planning.batches import Batching
from gateway.planning.plan import Plan
from gateway.planning.printer import steps

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n'
SUBGRAPHS = {
    "users": 'type Query { users: [User] } type User @key(fields: "id") { id: ID! name: String }',
    "shop": 'type Query { top: [Product] } type Product @key(fields: "upc") { upc: ID! price: Int maker: User } '
    'type User @key(fields: "id") { id: ID! }',
    "reviews": 'type User @key(fields: "id") { id: ID! wrote: [Review] } type Review { body: String about: Product } '
    'type Product @key(fields: "upc") { upc: ID! reviews: [Review] }',
}
ACROSS = """{
  users { name wrote { body about { price maker { name } } } }
  top { reviews { body } maker { name wrote { body } } }
}"""


@pytest.fixture(scope="module")
def supergraph() -> Supergraph:
    result = compose([SubgraphSource(name, f"http://{name}.example", LINK + sdl) for name, sdl in SUBGRAPHS.items()])
    assert result.supergraph_sdl is not None
    return Supergraph.from_sdl(result.supergraph_sdl)


def plan(supergraph: Supergraph, batching: Batching) -> Plan:
    document = Document.read(supergraph, ACROSS)
    return Planner(supergraph, batching=batching).plan(document, document.variant({}))


def test_a_step_asks_each_subgraph_once(supergraph: Supergraph) -> None:
    for level in steps(plan(supergraph, "step")):
        asked = [request.subgraph for request in level]
        assert len(set(asked)) == len(asked)


def test_what_is_ready_alone_can_go_alone(supergraph: Supergraph) -> None:
    together, alone = plan(supergraph, "step"), plan(supergraph, "ready")
    assert len(together.requests) < len(alone.requests)
    ready = [(request.subgraph, request.after) for request in alone.requests]
    assert len(set(ready)) == len(ready)


def test_going_together_adds_no_steps(supergraph: Supergraph) -> None:
    assert len(steps(plan(supergraph, "step"))) == len(steps(plan(supergraph, "ready")))


@pytest.mark.parametrize("batching", ["step", "ready"])
def test_requests_come_after_what_they_wait_for_and_name_nothing_twice(
    supergraph: Supergraph, batching: Batching
) -> None:
    requests = plan(supergraph, batching).requests
    assert [request.id for request in requests] == list(range(len(requests)))
    implied: list[set[int]] = []
    for request in requests:
        assert all(other < request.id for other in request.after)
        assert all(one < other for one, other in pairwise(request.after))
        above = set().union(*(implied[other] for other in request.after))
        assert above.isdisjoint(request.after)
        implied.append(above | set(request.after))
