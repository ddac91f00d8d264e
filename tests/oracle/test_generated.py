"""Random operations over every supergraph: the gateway answers as the reference does, whatever is asked and fails.

Hypothesis draws a few operations and shrinks what fails; seeds give many more.  `HANSA_ORACLE_EXAMPLES` and
`HANSA_ORACLE_SEEDS` (a count, or `first:last`) say how many of each; the defaults keep the suite quick.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gateway.execution.ports import OperationRequest
from gateway.planning import Document, Planner
from tests.oracle.case import Case, ordered, paths
from tests.oracle.catalogue import NAMES, composed
from tests.oracle.faults import inject
from tests.oracle.hostile import Hostile, misfits
from tests.oracle.operations import operations, seeded_operation

IDS = {
    "shop": ["u1", "u3", "p1", "p2", "p5", "x"],
    "keys": ["1", "3", "x"],
    "requirements": ["i0", "i1", "i2", "i3", "x", "cm"],
    "sharing": ["n0", "n1", "n2"],
    "shared_types": ["s0", "s1", "x"],
    "interface_objects": ["m0", "m1", "m2"],
    "roots": ["e0", "e1"],
    "owners": ["u0", "u1", "p0", "p2", "x"],
    "contexts": ["s0", "s1", "d0", "d1", "x"],
}
EXAMPLES = int(os.environ.get("HANSA_ORACLE_EXAMPLES", "8"))
FIRST, LAST = map(int, ("0:" + os.environ.get("HANSA_ORACLE_SEEDS", "30")).split(":")[-2:])
drawn = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def an_operation(data: st.DataObject, case: Case, name: str, *, mutation: bool = False) -> Any:
    return data.draw(operations(case.supergraph.api_schema, IDS.get(name, ["1"]), mutation=mutation), label="operation")


@pytest.mark.parametrize("name", NAMES)
@drawn
@given(data=st.data())
def test_any_query_is_answered_as_the_reference_answers_it(name: str, data: st.DataObject) -> None:
    case = composed(name)
    query, variables = an_operation(data, case, name)
    asyncio.run(case.check(query, variables))


@pytest.mark.parametrize("name", NAMES)
async def test_the_query_of_every_seed_is_answered_as_the_reference_answers_it(name: str) -> None:
    case = composed(name)
    for seed in range(FIRST, LAST):
        query, variables = seeded_operation(seed, case.supergraph.api_schema, IDS.get(name, ["1"]))
        try:
            await case.check(query, variables)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {query} {variables}") from error


@pytest.mark.parametrize("name", NAMES)
async def test_resolvers_that_raise_have_the_nulls_and_the_error_paths_of_the_reference(name: str) -> None:
    case = composed(name)
    for seed in range(FIRST, LAST):
        query, variables = seeded_operation(seed, case.supergraph.api_schema, IDS.get(name, ["1"]))
        case.reset()
        inject(case, seed, count=4)
        try:
            await case.check_faulty(query, variables)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {query} {variables}") from error
    case.reset()


@pytest.mark.parametrize("name", NAMES)
async def test_whatever_subgraphs_answer_the_clients_types_hold_and_the_process_lives(name: str) -> None:
    case = composed(name)
    case.reset()
    for seed in range(FIRST, LAST):
        query, variables = seeded_operation(seed, case.supergraph.api_schema, IDS.get(name, ["1"]))
        document = Document.read(case.supergraph, query)
        shape = Planner(case.supergraph).plan(document, document.variant(variables)).shape
        engine = case.engine_over(Hostile(case, seed))
        result = await engine.execute(OperationRequest(query, variables=variables))
        assert "INTERNAL_SERVER_ERROR" not in str(result.errors), (seed, query, result.errors)
        assert result.data is None or misfits(result.data, shape) == [], (seed, query)
        assert result.data is not None or result.errors, (seed, query)


@pytest.mark.parametrize("name", ["shop", "roots", "owners"])
@drawn
@given(data=st.data())
def test_any_mutation_has_the_effects_and_the_answer_of_the_reference(name: str, data: st.DataObject) -> None:
    case = composed(name)
    query, variables = an_operation(data, case, name, mutation=True)
    assume(": query" not in query and " query " not in query)  # reads below a mutation: see test_mutations
    case.reset()
    outcome = asyncio.run(case.run(query, variables))
    case.reset()
    expected = case.reference(query, variables)
    case.reset()
    assert ordered(outcome.data) == ordered(expected.data)


@pytest.mark.parametrize("name", NAMES)
@drawn
@given(data=st.data())
def test_with_subgraphs_down_what_is_answered_is_right_and_what_is_missing_has_an_error(
    name: str, data: st.DataObject
) -> None:
    case = composed(name)
    query, variables = an_operation(data, case, name)
    case.transport.down = data.draw(st.sets(st.sampled_from(sorted(case.subgraphs)), min_size=1), label="down")
    try:
        outcome = asyncio.run(case.run(query, variables))
    finally:
        case.transport.down = set()
    expected = case.reference(query, variables)
    assert is_part_of(outcome.data, expected.data), (outcome.data, expected.data)
    reported = paths(outcome)
    for null in lost(outcome.data, expected.data):
        assert any(path[: len(null)] == null for path in reported), (null, outcome.errors)
    at = [tuple(error.get("path", ())) for error in outcome.errors]
    assert len(set(at)) == len(at) or len({error["extensions"]["serviceName"] for error in outcome.errors}) > 1


def lost(some: Any, whole: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where `some` is null and `whole` is not."""
    if some is None:
        if whole is not None:
            yield path
    elif isinstance(some, dict):
        for key, value in some.items():
            yield from lost(value, whole[key], (*path, key))
    elif isinstance(some, list):
        for index, item in enumerate(some):
            yield from lost(item, whole[index], (*path, index))


def is_part_of(some: Any, whole: Any) -> bool:
    """Whether `some` is `whole` with parts of it null."""
    if some is None:
        return True
    if isinstance(some, dict):
        return (
            isinstance(whole, dict)
            and list(some) == list(whole)
            and all(is_part_of(some[key], whole[key]) for key in some)
        )
    if isinstance(some, list):
        return isinstance(whole, list) and len(some) == len(whole) and all(map(is_part_of, some, whole))
    return bool(some == whole) and type(some) is type(whole)
