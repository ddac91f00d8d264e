"""How much work planning is: what the explorer tries, over supergraphs and operations that are large in one way.

The numbers are calls, never times.  Each is some two times what is needed, and a small part of what paths there are.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from gateway.composition import SubgraphSource, compose
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Plan, PlanError, Planner
from gateway.planning.explorer import Explorer
from tests.peers.planners import Size, size_of
from tests.planning.cases import FOLDER, read_case

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external"])'
)


class Counted:
    """How often the explorer asked a step for a field."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        direct = Explorer.direct

        def counting(explorer: Explorer, *arguments: object) -> object:
            self.calls += 1
            return direct(explorer, *arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(Explorer, "direct", counting)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def planned(subgraphs: Mapping[str, str], query: str, counted: Counted) -> Plan:
    """The plan of one operation; what composing took is not counted."""
    sources = [SubgraphSource(name, f"http://{name}", f"{LINK}\n{sdl}") for name, sdl in subgraphs.items()]
    sdl = compose(sources).supergraph_sdl
    assert sdl is not None
    supergraph = Supergraph.from_sdl(sdl)
    document = Document.read(supergraph, query)
    counted.calls = 0
    return Planner(supergraph).plan(document, document.variant({}))


def nested(names: list[str], inner: str) -> str:
    """Fields in each other."""
    return "".join(f"{{ {name} " for name in names) + inner + " }" * len(names)


def test_many_subgraphs_with_one_key_are_entered_once_each(counted: Counted) -> None:
    count = 40
    subgraphs = {
        f"s{n}": f'type Query {{ e{n}: E }} type E @key(fields: "id") {{ id: ID!  f{n}: Int  next{n}: E }}'
        for n in range(count)
    }
    path = ["e0", *(f"next{n}" for n in range(20))]
    plan = planned(subgraphs, nested(path, "{ f39 }"), counted)
    assert size_of(plan) == Size(21, 21)
    assert counted.calls < 2 * len(path) * count


def test_a_ring_of_keys_is_walked_from_both_ends(counted: Counted) -> None:
    count = 40
    subgraphs = {
        f"s{n}": f'type E @key(fields: "k{n}") @key(fields: "k{(n + 1) % count}") '
        f"{{ k{n}: ID!  k{(n + 1) % count}: ID!  f{n}: Int }}" + (" type Query { e: E }" if n == 0 else "")
        for n in range(count)
    }
    plan = planned(subgraphs, "{ e { f20 } }", counted)
    assert size_of(plan) == Size(21, 21)
    assert counted.calls < 5 * count * count


def test_a_field_that_all_subgraphs_share_does_not_multiply_ways(counted: Counted) -> None:
    count, depth = 16, 6
    keys = " ".join(f'@key(fields: "k{n}")' for n in range(count))
    fields = " ".join(f"k{n}: ID!" for n in range(count))
    subgraphs = {
        f"s{n}": f"type E {keys} {{ {fields}  f{n}: Int  shared: E @shareable }}"
        + (" type Query { e: E }" if n == 0 else "")
        for n in range(count)
    }
    leaves = "{ " + " ".join(f"f{n}" for n in range(count)) + " }"
    plan = planned(subgraphs, nested(["e", *["shared"] * depth], leaves), counted)
    assert size_of(plan) == Size(count, 2)
    assert counted.calls < 100 * count * count


def test_an_interface_of_fifty_types_in_three_subgraphs_is_three_requests(counted: Counted) -> None:
    count = 50
    names = [f"T{n}" for n in range(count)]
    subgraphs = {
        "a": "type Query { all: [I] } interface I { id: ID! }"
        + " ".join(f' type {name} implements I @key(fields: "id") {{ id: ID!  a: Int }}' for name in names),
        "b": " ".join(f'type {name} @key(fields: "id") {{ id: ID!  b: Int }}' for name in names),
        "c": " ".join(f'type {name} @key(fields: "id") {{ id: ID!  c: Int }}' for name in names),
    }
    fragments = " ".join(f"... on {name} {{ {'abc'[n % 3]} }}" for n, name in enumerate(names))
    plan = planned(subgraphs, f"{{ all {{ {fragments} }} }}", counted)
    assert size_of(plan) == Size(3, 2)
    assert counted.calls < 20 * count


def test_a_value_type_in_parts_is_put_together_from_the_fewest(counted: Counted) -> None:
    count = 40
    subgraphs = {
        f"s{n}": f"type Query {{ v: V @shareable }} type V @shareable {{ x{n}: Int  x{(n + 1) % count}: Int }}"
        for n in range(count)
    }
    plan = planned(subgraphs, "{ v { " + " ".join(f"x{n}" for n in range(count)) + " } }", counted)
    assert size_of(plan) == Size(count // 2, 1)


def test_a_plan_that_takes_more_steps_than_allowed_is_refused() -> None:
    case = read_case(FOLDER / "circular_keys.txt")
    supergraph = case.supergraph()
    document = Document.read(supergraph, case.operations[0].text)
    with pytest.raises(PlanError) as error:
        Planner(supergraph, budget=5).plan(document, document.variant({}))
    assert error.value.code == "QUERY_PLAN_TOO_COMPLEX"
