"""What composes can be planned: random operations over every supergraph of the corpus find a plan.

`HANSA_CORPUS_SEEDS` says how many operations of each supergraph; the default keeps the suite quick.
"""

from __future__ import annotations

import os

import pytest

from gateway.composition import compose
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Planner
from tests.composition.cases import case_names, generated, outcomes, read_case
from tests.composition.oracle.generate import Generator
from tests.oracle.operations import seeded_operation

SEEDS = int(os.environ.get("HANSA_CORPUS_SEEDS", "3"))
CASES = [name for name in case_names() if outcomes()[name]["supergraph"]]
GENERATED = [seed for seed in sorted(generated(), key=int) if generated()[seed]["supergraph"]]


def plan_everything(sdl: str) -> int:
    """Plan operations of every kind there is; how many."""
    supergraph = Supergraph.from_sdl(sdl)
    schema, planner, planned = supergraph.api_schema, Planner(supergraph), 0
    for seed in range(SEEDS):
        for mutation in (False, True) if schema.mutation_type else (False,):
            query, variables = seeded_operation(seed, schema, ["1", "2"], mutation=mutation)
            document = Document.read(supergraph, query)
            plan = planner.plan(document, document.variant(variables))
            assert plan.kind == ("mutation" if mutation else "query")
            planned += 1
    return planned


@pytest.mark.parametrize("name", CASES)
def test_operations_over_what_composes_have_a_plan(name: str) -> None:
    sdl = compose(read_case(name)).supergraph_sdl
    if sdl is None:
        pytest.skip("refused by us alone: see disagreements")
    assert plan_everything(sdl) >= SEEDS


@pytest.mark.parametrize("seed", GENERATED)
def test_operations_over_generated_graphs_have_a_plan(seed: str) -> None:
    sdl = compose(Generator(int(seed)).sources()).supergraph_sdl
    if sdl is None:
        pytest.skip("refused by us alone: see disagreements")
    assert plan_everything(sdl) >= SEEDS
