"""The typed executor: when it is used, what it does when something goes wrong, and what it leaves behind.

That its answers are the table-driven executor's, byte for byte, is shown by `tests/oracle/test_typed.py`.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.ports import OperationRequest, OperationResult, SubgraphCall, SubgraphError, SubgraphTransport
from tests.garbage import collector
from tests.oracle.case import Case
from tests.oracle.catalogue import fresh

SHOP = "{ topProducts(first: 3) { name inStock reviews { body author { name } product { price shippingEstimate } } } }"


class Remembering:
    """A transport that asks each thing once: afterwards nothing but the gateway works."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._answers: dict[tuple[str, bytes], bytes] = {}
        self.down: str | None = None

    async def send(self, call: SubgraphCall) -> bytes:
        if call.subgraph == self.down:
            raise SubgraphError("SUBGRAPH_UNREACHABLE", "It is down.")
        key = call.subgraph, call.body
        if key not in self._answers:
            self._answers[key] = await self._case.send(call)
        return self._answers[key]


def engine_of(case: Case, *, typed_after: int | None, transport: SubgraphTransport | None = None) -> Engine:
    return Engine(
        case.supergraph,
        transport or case,
        settings=EngineSettings(typed_after=typed_after),
        log=lambda failure, correlation: None,
    )


async def ask(engine: Engine, query: str) -> OperationResult:
    return await engine.execute(OperationRequest(query))


def is_typed(result: OperationResult) -> bool:
    return isinstance(result.data, msgspec.Struct)


def values(result: OperationResult) -> Any:
    """The data as JSON values."""
    return msgspec.json.decode(msgspec.json.encode(result.data))


@pytest.fixture
def case() -> Case:
    return fresh("shop")


async def test_an_operation_is_typed_after_it_was_asked_often_enough(case: Case) -> None:
    engine = engine_of(case, typed_after=2)
    assert [is_typed(await ask(engine, SHOP)) for _ in range(4)] == [False, False, True, True]


async def test_each_operation_counts_for_itself(case: Case) -> None:
    engine = engine_of(case, typed_after=1)
    await ask(engine, SHOP)
    assert not is_typed(await ask(engine, "{ users { name } }"))
    assert is_typed(await ask(engine, SHOP))


async def test_it_can_be_switched_off(case: Case) -> None:
    engine = engine_of(case, typed_after=None)
    assert not any([is_typed(await ask(engine, SHOP)) for _ in range(5)])


async def test_an_answer_with_errors_is_interpreted_and_nothing_is_asked_twice(case: Case) -> None:
    table, typed = engine_of(case, typed_after=None), engine_of(case, typed_after=0)
    case.transport.down = {"stock"}
    expected = await ask(table, SHOP)
    calls = sorted(case.transport.calls)
    case.transport.calls.clear()
    result = await ask(typed, SHOP)
    assert not is_typed(result)
    assert (result.data, [each["path"] for each in result.errors]) == (
        expected.data,
        [each["path"] for each in expected.errors],
    )
    assert sorted(case.transport.calls) == calls


@pytest.mark.parametrize("body", [b'{"data":{"users":[]},"\xff":1}', b'{"data":{"users":[{"name":"x","\xfe":"y"}]}}'])
async def test_an_answer_that_is_no_utf_8_where_nobody_reads_it_is_still_none(case: Case, body: bytes) -> None:
    class Spoilt:
        async def send(self, call: SubgraphCall) -> bytes:
            return body

    results = [
        await ask(engine_of(case, typed_after=typed_after, transport=Spoilt()), "{ users { name } }")
        for typed_after in (None, 0)
    ]
    assert [each.errors[0]["message"] for each in results] == ["Subgraph 'accounts' did not answer JSON."] * 2


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 2**70])
async def test_an_integer_beyond_32_bits_is_null_with_an_error(case: Case, number: int) -> None:
    class Large:
        async def send(self, call: SubgraphCall) -> bytes:
            return msgspec.json.encode({"data": {"users": [{"birthday": number}]}})

    result = await ask(engine_of(case, typed_after=0, transport=Large()), "{ users { birthday } }")
    assert values(result) == {"users": [{"birthday": None}]}
    assert [each["path"] for each in result.errors] == [["users", 0, "birthday"]]


async def test_a_mutation_has_its_effect_once_though_what_is_read_below_it_fails(case: Case) -> None:
    engine = engine_of(case, typed_after=0)
    mutation = 'mutation { addReview(upc: "p1", body: "once") { body product { price } } }'
    written = '{ product(upc: "p1") { reviews { body } } }'
    before = len(values(await ask(engine, written))["product"]["reviews"])
    case.transport.down = {"products"}
    result = await ask(engine, mutation)
    case.transport.down = set()
    assert result.errors
    assert len(values(await ask(engine, written))["product"]["reviews"]) == before + 1


async def test_an_operation_that_keeps_failing_is_interpreted_for_good(case: Case) -> None:
    engine = engine_of(case, typed_after=0)
    case.transport.down = {"stock"}
    for _ in range(10):
        await ask(engine, SHOP)
    case.transport.down = set()
    assert not is_typed(await ask(engine, SHOP))


async def test_an_operation_that_failed_for_a_moment_is_typed_again(case: Case) -> None:
    engine = engine_of(case, typed_after=0)
    await ask(engine, SHOP)
    case.transport.down = {"stock"}
    for _ in range(3):
        await ask(engine, SHOP)
    case.transport.down = set()
    assert is_typed(await ask(engine, SHOP))


@pytest.mark.parametrize("typed_after", [0, None], ids=["typed", "table-driven"])
async def test_a_request_leaves_no_reference_cycles(case: Case, typed_after: int | None) -> None:
    engine = engine_of(case, typed_after=typed_after, transport=Remembering(case))

    async def garbage(requests: int) -> int:
        with collector() as collect:
            for _ in range(requests):
                assert not (await ask(engine, SHOP)).errors
            return collect()

    await garbage(5)
    assert abs(await garbage(60) - await garbage(10)) < 50


async def test_a_failed_request_leaves_no_reference_cycles(case: Case) -> None:
    transport = Remembering(case)
    engine = engine_of(case, typed_after=0, transport=transport)
    for _ in range(100):
        await ask(engine, SHOP)
    transport.down = "stock"
    await ask(engine, SHOP)
    with collector() as collect:
        for _ in range(8):
            assert (await ask(engine, SHOP)).errors
        assert collect() < 8
    transport.down = None
    assert is_typed(await ask(engine, SHOP))
