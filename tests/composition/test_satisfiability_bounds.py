"""The check that every query can be answered ends: a state of the walk is seen twice, however a field leads back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.composition import SubgraphSource, compose
from gateway.composition.diagnostics import Diagnostics
from gateway.composition.satisfiability import check_satisfiability
from gateway.federation.supergraph import Supergraph
from tests.composition.scale.wide import keys, shareable
from tests.fuzz.harness import limited
from tests.oracle.case import LINK, composed_of

STEPS = 1_000
"""The walk below takes 60; without an end it takes any number."""


@pytest.mark.parametrize("shape", [keys, shareable])
def test_wide_graphs_are_walked_in_steps_that_grow_with_them(shape: Callable[[int], list[SubgraphSource]]) -> None:
    """Every type in every subgraph, under several keys or none: 50 steps a subgraph suffice, whatever their number."""
    for count in (10, 40):
        assert compose(shape(count), validation_steps=50 * count).errors == ()


def test_an_implementation_of_an_interface_object_may_lead_back_to_the_interface() -> None:
    """Seed 5100734 of `tests.fuzz.sdl`: forks nested in forks, twice as many with each step."""
    subgraphs = {
        "content": """
            type Query { media: [Media] }
            interface Media @key(fields: "id") { id: ID!  title: String }
            type Book implements Media @key(fields: "id") { id: ID!  title: String }
            type Film implements Media @key(fields: "id") { id: ID!  title: String  featured: Media }
        """,
        "reviews": """
            type Query { topRated: [Media!] }
            type Media @key(fields: "id") @interfaceObject {
              id: ID!  title: String @external  rating: Int  reviews: [Review]
              blurb: String @requires(fields: "title") }
            type Review { body: String  on: Media }
        """,
        "stock": 'type Book @key(fields: "id") { id: ID!  copies: Int }',
    }
    with limited(60):  # composing checks too, with more steps
        supergraph = Supergraph.from_sdl(composed_of({name: LINK + sdl for name, sdl in subgraphs.items()}))
    diagnostics = Diagnostics()
    check_satisfiability(supergraph, lambda coordinate: (), diagnostics, budget=STEPS)
    assert diagnostics.errors == []
