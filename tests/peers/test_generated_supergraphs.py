"""Random supergraphs: whatever composes is planned, answered as the reference answers it, and planned alike again."""

from __future__ import annotations

from functools import cache

import pytest

from gateway.planning import Document, Planner, print_plan
from tests.oracle.case import Case, ordered
from tests.peers.catalogue import Identifiers, random_graph
from tests.peers.operations import operation_of
from tests.peers.planners import size_if_waiting, size_of

SUPERGRAPHS = range(10)
SEEDS = range(1, 25, 2)


@cache
def a_case(supergraph: int) -> tuple[Case, Identifiers]:
    """A supergraph and values to pass; composed once."""
    made = random_graph(supergraph)
    return Case(made.sdl, made.world), made.identifiers


@pytest.mark.parametrize("supergraph", SUPERGRAPHS)
async def test_the_operation_of_every_seed_is_answered_as_the_reference_answers_it(supergraph: int) -> None:
    case, identifiers = a_case(supergraph)
    for seed in SEEDS:
        query, variables = operation_of(seed, case.supergraph.api_schema, identifiers)
        expected = case.reference(query, variables)
        outcome = await case.run(query, variables)
        assert ordered(outcome.data) == ordered(expected.data), (seed, query)
        assert bool(outcome.errors) == bool(expected.errors), (seed, query, outcome.errors)


@pytest.mark.parametrize("supergraph", SUPERGRAPHS)
def test_an_operation_is_planned_alike_again(supergraph: int) -> None:
    case, identifiers = a_case(supergraph)
    composed = case.supergraph
    one, other = Planner(composed), Planner(composed)
    for seed in SEEDS:
        query, variables = operation_of(seed, composed.api_schema, identifiers)
        document = Document.read(composed, query)
        variant = document.variant(variables)
        plan = one.plan(document, variant)
        assert print_plan(plan) == print_plan(other.plan(document, variant)), (seed, query)
        assert size_if_waiting(plan) <= size_of(plan)


def test_a_seed_gives_the_same_subgraphs_again() -> None:
    assert random_graph(3).sdl == random_graph(3).sdl
    assert random_graph(3).identifiers == random_graph(3).identifiers
