"""Loaders: one operation for many rows, and no waiter that harms or outwaits another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from gateway.bff.errors import GatewayError, InvalidOperation
from gateway.bff.loader import OperationLoader, Run
from gateway.bff.operations import Operation, parse_operation
from gateway.bff.view import FieldFailure, View

PEOPLE = parse_operation("People", "query People($ids: [ID!]!) { people(ids: $ids) { id name } }")
DOWN = GatewayError("SUBGRAPH_UNREACHABLE", "users is down")


class Recorder:
    """Answers operations with `reply` while `open`, notes the ids of each, tells when a number of them `arrived`."""

    def __init__(self, reply: Callable[[list[str]], View], *, expected: int = 1) -> None:
        self.batches: list[list[str]] = []
        self.arrived = asyncio.Event()
        self._expected = expected
        self.open = asyncio.Event()
        self.open.set()
        self._reply = reply

    async def run(self, operation: Operation, variables: Mapping[str, Any]) -> View:
        assert operation is PEOPLE
        self.batches.append(variables["ids"])
        if len(self.batches) >= self._expected:
            self.arrived.set()
        await self.open.wait()
        return self._reply(variables["ids"])


def rows(ids: list[str]) -> View:
    """Every id but `nobody` has a row; the one of `broken` failed."""
    people = [None if id in {"nobody", "broken"} else {"id": id, "name": id.title()} for id in ids]
    failures = [FieldFailure(("people", n, "name"), DOWN) for n, id in enumerate(ids) if id == "broken"]
    return View({"people": people}, failures)


def names(found: list[Any]) -> list[Any]:
    return [row["name"] if isinstance(row, View) else row for row in found]


async def test_loads_of_one_turn_are_one_operation_and_each_id_is_sent_once() -> None:
    recorder = Recorder(rows)
    loader = OperationLoader(PEOPLE, recorder.run)
    found = await asyncio.gather(*(loader.load(id) for id in ["ada", "bob", "ada"]))
    assert names(found) == ["Ada", "Bob", "Ada"]
    assert recorder.batches == [["ada", "bob"]]


async def test_more_rows_than_a_batch_are_several_operations_at_the_same_time() -> None:
    recorder = Recorder(rows, expected=3)
    recorder.open.clear()
    loading = asyncio.create_task(OperationLoader(PEOPLE, recorder.run, max_batch=2).load_many("abcde"))
    await recorder.arrived.wait()
    recorder.open.set()
    assert names(await loading) == ["A", "B", "C", "D", "E"]
    assert recorder.batches == [["a", "b"], ["c", "d"], ["e"]]


async def test_a_missing_row_is_none_and_a_failed_one_its_own_error() -> None:
    loader = OperationLoader(PEOPLE, Recorder(rows).run)
    assert names(await loader.load_many(["ada", "nobody", "broken", "bob"])) == ["Ada", None, DOWN, "Bob"]
    with pytest.raises(GatewayError):
        await loader.load("broken")


async def test_rows_are_matched_by_id_not_by_place() -> None:
    def reversed_rows(ids: list[str]) -> View:
        return View({"people": [{"id": id, "name": id} for id in reversed(ids)]})

    loader = OperationLoader(PEOPLE, Recorder(reversed_rows).run)
    assert names(await loader.load_many(["ada", "bob"])) == ["ada", "bob"]


@pytest.mark.parametrize("data", [{"people": None}, {"people": []}, {"people": "?"}])
async def test_an_answer_that_has_not_one_row_per_id_is_an_error_for_each(data: dict[str, Any]) -> None:
    found = await OperationLoader(PEOPLE, Recorder(lambda _: View(data)).run).load_many(["ada", "bob"])
    assert [error.code for error in found if isinstance(error, GatewayError)] == ["GATEWAY_INVALID_RESPONSE"] * 2


async def test_a_waiter_that_gives_up_does_not_take_the_row_from_the_others() -> None:
    recorder = Recorder(rows)
    recorder.open.clear()
    loader = OperationLoader(PEOPLE, recorder.run)
    impatient, patient = (asyncio.create_task(loader.load("ada")) for _ in range(2))
    await recorder.arrived.wait()
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    recorder.open.set()
    assert names([await patient, await loader.load("ada")]) == ["Ada", "Ada"]


def _raises(error: BaseException) -> Run:
    async def run(_: Operation, __: Mapping[str, Any]) -> View:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "expected"),
    [(DOWN, "users is down"), (asyncio.CancelledError(), "People was cancelled.")],
    ids=["failed", "cancelled"],
)
async def test_a_batch_that_fails_or_is_cancelled_leaves_nobody_waiting(error: BaseException, expected: str) -> None:
    loader = OperationLoader(PEOPLE, _raises(error))
    async with asyncio.timeout(5):
        found = await loader.load_many(["ada", "bob"])
    assert [str(item) for item in found] == [expected] * 2


async def test_a_document_that_is_not_rows_by_ids_cannot_serve_a_loader() -> None:
    operation = parse_operation("People", "query People($ids: [ID!]!) { people(ids: $ids) { name } }")
    with pytest.raises(InvalidOperation, match="cannot serve a loader"):
        OperationLoader(operation, Recorder(rows).run)
