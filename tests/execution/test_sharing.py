"""Inbound dedup: who shares an execution, and what happens when some of them leave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from gateway.execution.ports import OperationRequest, OperationResult
from gateway.execution.sharing import SharedOperations


@dataclass(frozen=True)
class Caller:
    subject: str
    scopes: frozenset[str] = frozenset()


REQUEST = OperationRequest("{ me { id } }", None, {"a": 1}, Caller("u"), {"authorization": "Bearer u"}, deadline=100.0)
ANSWER = OperationResult("execute", {"me": {"id": "1"}}, kind="query")


@dataclass
class Sharing:
    """What is under test, over an engine that holds every request until it is answered; it knows `REQUEST`'s text."""

    asked: list[OperationRequest] = field(default_factory=list)
    answers: list[asyncio.Future[OperationResult]] = field(default_factory=list)
    cancelled: int = 0
    joined: int = 0

    def __post_init__(self) -> None:
        self.shared = SharedOperations(self.execute, self.join)

    def join(self) -> None:
        self.joined += 1

    async def execute(self, request: OperationRequest) -> OperationResult:
        self.asked.append(request)
        self.answers.append(asyncio.get_running_loop().create_future())
        try:
            return await self.answers[-1]
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    async def open(self, **changes: Any) -> asyncio.Task[OperationResult]:
        task = asyncio.ensure_future(self.shared.execute(REQUEST._replace(**changes)))
        await settle()
        return task

    async def run(self, result: OperationResult = ANSWER, **changes: Any) -> None:
        """A request that nobody else sees, to its end."""
        task = await self.open(**changes)
        self.answers[-1].set_result(result)
        await task


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
async def sharing() -> AsyncIterator[Sharing]:
    sharing = Sharing()
    await sharing.run()
    sharing.asked.clear()
    sharing.answers.clear()
    yield sharing
    for answer in sharing.answers:
        answer.cancel()
    await settle()


async def test_identical_queries_are_executed_once_and_encoded_once(sharing: Sharing) -> None:
    tasks = [await sharing.open() for _ in range(3)]
    assert len(sharing.asked) == 1
    sharing.answers[0].set_result(ANSWER)
    results = await asyncio.gather(*tasks)
    assert [msgspec.json.encode(result.data) for result in results] == [b'{"me":{"id":"1"}}'] * 3
    assert isinstance(results[0].data, msgspec.Raw)
    assert sharing.joined == 2


async def test_who_is_alone_gets_what_the_engine_made(sharing: Sharing) -> None:
    task = await sharing.open()
    sharing.answers[0].set_result(ANSWER)
    assert await task is ANSWER


async def test_who_comes_after_the_answer_asks_anew(sharing: Sharing) -> None:
    await sharing.run()
    await sharing.run()
    assert len(sharing.asked) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"query": "{ me { id  } }"},
        {"operation_name": "A"},
        {"variables": {"a": 1.0}},
        {"variables": {}},
        {"principal": Caller("v")},
        {"principal": Caller("u", frozenset({"admin"}))},
        {"principal": None},
        {"headers": {"authorization": "Bearer v"}},
        {"headers": {"authorization": "Bearer u", "x-tenant": "t"}},
        {"plan": "include"},
        {"deadline": 99.0},
    ],
)
async def test_whatever_differs_is_executed_for_itself(sharing: Sharing, other: dict[str, Any]) -> None:
    if "query" in other or "operation_name" in other:
        await sharing.run(**other)  # so that it is known for a query
    before = len(sharing.asked)
    await sharing.open()
    await sharing.open(**other)
    assert len(sharing.asked) == before + 2
    assert sharing.joined == 0


async def test_the_order_of_variables_and_headers_does_not_matter(sharing: Sharing) -> None:
    await sharing.open(variables={"a": 1, "b": 2}, headers={"x": "1", "y": "2"})
    await sharing.open(variables={"b": 2, "a": 1}, headers={"y": "2", "x": "1"})
    assert len(sharing.asked) == 1


async def test_an_unknown_text_and_a_mutation_are_never_shared(sharing: Sharing) -> None:
    for _ in range(2):
        await sharing.open(query="mutation { pay }")
        await sharing.open(query="mutation { pay }")
        assert len(sharing.asked) == 2
        for answer in sharing.answers:
            answer.set_result(ANSWER._replace(kind="mutation"))
        await settle()
        sharing.asked.clear()
        sharing.answers.clear()


@pytest.mark.parametrize("cancelled", [False, True])
async def test_after_a_mutation_nobody_joins_what_was_begun_before(sharing: Sharing, cancelled: bool) -> None:
    await sharing.open()
    mutation = await sharing.open(query="mutation { pay }")
    if cancelled:
        mutation.cancel()
    else:
        sharing.answers[1].set_result(ANSWER._replace(kind="mutation"))
    await settle()
    await sharing.open()
    assert len(sharing.asked) == 3


async def test_who_leaves_leaves_alone_and_the_last_ends_the_execution(sharing: Sharing) -> None:
    first, second = await sharing.open(), await sharing.open()
    first.cancel()
    await settle()
    assert sharing.cancelled == 0
    second.cancel()
    await settle()
    assert sharing.cancelled == 1
    await sharing.open()
    assert len(sharing.asked) == 2


async def test_an_engine_that_fails_fails_for_all(sharing: Sharing) -> None:
    tasks = [await sharing.open(), await sharing.open()]
    sharing.answers[0].set_exception(RuntimeError("broken"))
    assert [str(each) for each in await asyncio.gather(*tasks, return_exceptions=True)] == ["broken", "broken"]


async def test_what_is_remembered_of_texts_is_bounded(sharing: Sharing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.execution.sharing.REMEMBERED", 2)
    for number in range(5):
        await sharing.run(query=f"{{ a{number} }}")
    assert len(sharing.shared._queries) <= 2
