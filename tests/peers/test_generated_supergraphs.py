"""Random supergraphs: whatever composes is planned, answered as the reference answers it, and planned alike again."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from gateway.planning import Document, Planner, print_plan
from tests.oracle.case import Case, ordered
from tests.peers.catalogue import Identifiers, random_graph
from tests.peers.operations import operation_of

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


DIGESTS = """
from hashlib import sha256
from tests.peers.catalogue import random_graph
for seed in (2, 3, 8, 218):
    made = random_graph(seed)
    print(sha256(repr((made.sdl, made.identifiers)).encode()).hexdigest())
"""


def test_a_seed_gives_the_same_supergraph_in_every_process() -> None:
    answers = {
        subprocess.run(
            [sys.executable, "-c", DIGESTS],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1
