"""What composes is planned and run: over invented data, the gateway answers random operations as the reference does.

`HANSA_CORPUS_SEEDS` says how many operations of each supergraph, `HANSA_CORPUS_WORLDS` how many sets of data, and
`HANSA_CORPUS_GENERATED` how many sets of each generator; the defaults keep the suite quick.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from gateway.composition import SubgraphSource
from tests.composition.cases import LINK, case_names, generated, outcomes, read_case
from tests.composition.disagreements import DISAGREEMENTS, GENERATED_DISAGREEMENTS
from tests.composition.executing import compared, executable, operations
from tests.composition.oracle.catalogue import GENERATORS
from tests.oracle.operations import Operation

SEEDS = int(os.environ.get("HANSA_CORPUS_SEEDS", "2"))
WORLDS = int(os.environ.get("HANSA_CORPUS_WORLDS", "1"))
GENERATED = int(os.environ.get("HANSA_CORPUS_GENERATED", "30"))

COMPOSED = [
    name
    for name in case_names()
    if not (DISAGREEMENTS[name].codes if name in DISAGREEMENTS else outcomes()[name]["errors"])
]


def composing(name: str) -> list[int]:
    """The seeds of a generator whose subgraphs compose."""
    refused = GENERATED_DISAGREEMENTS if name == "generated" else {}
    return [
        int(seed) for seed, found in generated(name).items() if found and found["supergraph"] and seed not in refused
    ]


async def run(sources: Sequence[SubgraphSource]) -> None:
    count = 0
    for world in range(WORLDS):
        for case in executable(sources, world):
            for operation in operations(case, SEEDS):
                await compared(case, operation)
                count += 1
    assert count >= SEEDS * WORLDS


@pytest.mark.parametrize("name", COMPOSED)
async def test_operations_over_what_composes_are_answered_as_the_reference_answers_them(name: str) -> None:
    await run(read_case(name))


@pytest.mark.parametrize(
    ("name", "seed"), [(name, seed) for name in GENERATORS for seed in sorted(composing(name))[:GENERATED]]
)
async def test_operations_over_generated_subgraphs_are_answered_as_the_reference_answers_them(
    name: str, seed: int
) -> None:
    await run(GENERATORS[name][0](seed).sources())


async def test_two_arguments_that_read_the_same_of_a_context_share_a_variable() -> None:
    sdl = """
        type Query { a: A }
        type A @key(fields: "id") @context(name: "c") { id: ID! n: Int! b: B }
        type B @key(fields: "id") {
          id: ID! f(x: Int @fromContext(field: "$c { n }"), y: Int @fromContext(field: "$c { n }")): String! }
    """
    (case,) = executable([SubgraphSource("s", "http://s", sdl + LINK)], 0)
    await compared(case, Operation("{ a { b { f } } }", {}))
