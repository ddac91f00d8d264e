"""Subgraphs that compose, over invented data: the gateway and the reference answer the same operations.

The supergraph is Hansa's own; the subgraphs are in memory and strict (`tests/oracle/subgraph.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gateway.composition import SubgraphSource, compose
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document
from tests.oracle.case import Case, ordered
from tests.oracle.invented import invented
from tests.oracle.operations import Operation, seeded_operation
from tests.oracle.subgraph_sdl import plain_sdl

_LABEL = re.compile(r'label:\s*"([^"]+)"')


def executable(sources: Sequence[SubgraphSource], seed: int) -> Iterator[Case]:
    """The case of subgraphs that compose; twice where labels decide: with none of them in force, and with all."""
    composed = compose(list(sources)).supergraph_sdl
    if composed is None:
        return
    plain = {each.name: text for each in sources if (text := plain_sdl(each.sdl))}
    api = Supergraph.from_sdl(composed).api_schema
    labels = {label for each in sources for label in _LABEL.findall(each.sdl)}
    for active in (False, True) if labels else (False,):
        yield Case(plain, lambda: invented(plain, api, seed), composed, dict.fromkeys(labels, active))


def operations(case: Case, count: int) -> Iterator[Operation]:
    """Queries, and mutations where there are any, of the seeds from 0 on."""
    schema = case.supergraph.api_schema
    for seed in range(count):
        for mutation in (False, True) if schema.mutation_type else (False,):
            yield seeded_operation(seed, schema, ["1", "2"], mutation=mutation)


async def compared(case: Case, operation: Operation) -> None:
    """Run both: they must have the same data, and the gateway no errors unless the reference has, or rights lack."""
    query, variables = operation
    document = Document.read(case.supergraph, query)
    denied = document.variant(variables, None).denied
    outcome = await case.run(query, variables)
    expected = case.reference(query, variables, denied)
    told = (query, variables, case.transport.calls, outcome.errors, expected.errors)
    assert ordered(outcome.data) == ordered(expected.data), told
    assert bool(outcome.errors) <= bool(expected.errors or denied), told
