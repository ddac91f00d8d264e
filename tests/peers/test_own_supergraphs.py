"""The supergraphs made for the peers, without them: the gateway answers operations of many seeds as the reference."""

from __future__ import annotations

import pytest

from tests.oracle.case import Case, ordered
from tests.peers.catalogue import OWN, graph
from tests.peers.operations import operation_of

SEEDS = range(40)


@pytest.mark.parametrize("name", OWN)
async def test_the_operation_of_every_seed_is_answered_as_the_reference_answers_it(name: str) -> None:
    made = graph(name)
    case = Case(made.sdl, made.world)
    for seed in SEEDS:
        query, variables = operation_of(seed, case.supergraph.api_schema, made.identifiers)
        case.reset()
        expected = case.reference(query, variables)
        case.reset()
        outcome = await case.run(query, variables)
        assert ordered(outcome.data) == ordered(expected.data), (seed, query, variables)
        assert bool(outcome.errors) == bool(expected.errors), (seed, outcome.errors)


def test_a_seed_gives_the_same_operation_again() -> None:
    made = graph("library")
    schema = Case(made.sdl, made.world).supergraph.api_schema
    assert [operation_of(seed, schema, made.identifiers) for seed in SEEDS] == [
        operation_of(seed, schema, made.identifiers) for seed in SEEDS
    ]
