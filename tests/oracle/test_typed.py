"""The typed executor gives the bytes and the errors that the table-driven one gives, whatever is asked and fails.

Hypothesis draws operations with faults and shrinks what fails; seeds give many more, and so does `tests.fuzz.merge`.
How many of each there are is said as for `test_generated`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any
from zlib import crc32

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.errors import ErrorSettings
from gateway.execution.ports import OperationRequest, SubgraphCall, SubgraphTransport
from tests.oracle.case import Case
from tests.oracle.catalogue import NAMES, composed
from tests.oracle.faults import inject
from tests.oracle.hostile import Hostile
from tests.oracle.operations import seeded_operation
from tests.oracle.spoilt_answers import Spoilt, faults
from tests.oracle.test_generated import FIRST, IDS, LAST, an_operation, drawn


def engine(case: Case, transport: SubgraphTransport, typed_after: int | None) -> Engine:
    settings = EngineSettings(errors=ErrorSettings(mask=False), typed_after=typed_after)
    silent = lambda failure, correlation: None  # noqa: E731
    return Engine(case.supergraph, transport, settings=settings, log=silent, correlation=lambda: "the same")


async def encoded(engine: Engine, query: str, variables: Mapping[str, Any]) -> bytes:
    result = await engine.execute(OperationRequest(query, variables=variables))
    assert result.stage == "execute", result.errors
    return msgspec.json.encode({"data": result.data, "errors": result.errors})


class Spoiling:
    """Spoils an answer by what was asked, whenever it is asked: the executors send in different orders."""

    def __init__(self, case: Case, seed: int) -> None:
        self._case = case
        self._seed = seed

    async def send(self, call: SubgraphCall) -> bytes:
        own = crc32(call.subgraph.encode() + call.body, self._seed)
        return await Hostile(self._case, own).send(call)


def asked(case: Case) -> list[str]:
    """The subgraphs that were asked."""
    return sorted(name for name, _ in case.transport.calls)


@pytest.mark.parametrize("name", NAMES)
async def test_both_executors_give_the_same_bytes(name: str, caplog: pytest.LogCaptureFixture) -> None:
    case = composed(name)
    case.reset()
    table, typed = engine(case, case, None), engine(case, case, 0)
    for seed in range(FIRST, LAST):
        query, variables = seeded_operation(seed, case.supergraph.api_schema, IDS.get(name, ["1"]))
        expected = await encoded(table, query, variables)
        calls = asked(case)
        case.transport.calls.clear()
        assert await encoded(typed, query, variables) == expected, (seed, query, variables)
        assert asked(case) == calls, (seed, query)
        case.transport.calls.clear()
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("name", NAMES)
async def test_both_executors_give_the_same_bytes_where_resolvers_raise(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    case = composed(name)
    table, typed = engine(case, case, None), engine(case, case, 0)
    for seed in range(FIRST, LAST):
        query, variables = seeded_operation(seed, case.supergraph.api_schema, IDS.get(name, ["1"]))
        case.reset()
        inject(case, seed, count=4)
        expected = await encoded(table, query, variables)
        assert await encoded(typed, query, variables) == expected, (seed, query, variables)
    case.reset()
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("name", NAMES)
async def test_both_executors_give_the_same_bytes_whatever_subgraphs_answer(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    case = composed(name)
    case.reset()
    for seed in range(FIRST, LAST):
        query, variables = seeded_operation(seed, case.supergraph.api_schema, IDS.get(name, ["1"]))
        expected = await encoded(engine(case, Spoiling(case, seed), None), query, variables)
        got = await encoded(engine(case, Spoiling(case, seed), 0), query, variables)
        assert got == expected, (seed, query, variables)
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("name", NAMES)
@drawn
@given(data=st.data())
def test_both_executors_give_the_same_bytes_with_nulls_errors_and_faults(name: str, data: st.DataObject) -> None:
    case = composed(name)
    query, variables = an_operation(data, case, name)
    answers = Spoilt(case, data.draw(faults(sorted(case.subgraphs)), label="faults"))

    async def both() -> tuple[bytes, bytes]:
        table = await encoded(engine(case, answers, None), query, variables)
        return table, await encoded(engine(case, answers, 0), query, variables)

    expected, got = asyncio.run(both())
    assert got == expected
