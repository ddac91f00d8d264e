"""In-flight dedup: who shares a request, what of it is shared, and what happens when some of them leave."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from math import inf
from typing import Any

import pytest

from gateway.execution.ports import SubgraphCall, SubgraphError
from gateway.upstream import HttpSubgraphs, SharedTransport, SubgraphTarget
from gateway.upstream.client import HttpClient
from tests.upstream.hostile import Exchange, hostile

QUERY = SubgraphCall("users", b'{"query":"{me{id}}"}', "query", {"authorization": "Bearer a"}, inf)


@dataclass
class Port:
    """Holds every call until `answers` or `fails` is called for its number."""

    calls: list[SubgraphCall] = field(default_factory=list)
    waiting: list[asyncio.Future[bytes]] = field(default_factory=list)
    cancelled: int = 0

    async def send(self, call: SubgraphCall) -> bytes:
        self.calls.append(call)
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.waiting.append(answer)
        try:
            return await answer
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


@dataclass
class Sharing:
    """The transport under test, over a `Port`."""

    port: Port = field(default_factory=Port)
    shared: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.transport = SharedTransport(self.port, self.shared.append)

    async def open(self, call: SubgraphCall = QUERY, **changes: Any) -> asyncio.Task[bytes]:
        """A call that has got as far as it can."""
        task = asyncio.ensure_future(self.transport.send(call._replace(**changes)))
        await settle()
        return task


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def cancel(task: asyncio.Task[bytes]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await settle()


@pytest.fixture
async def sharing() -> AsyncIterator[Sharing]:
    """With no complaint of the event loop at the end, such as of an exception that nobody has seen."""
    complaints: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: complaints.append(context))
    yield Sharing()
    await settle()
    gc.collect()
    assert complaints == []


async def test_identical_queries_share_one_request_and_its_bytes(sharing: Sharing) -> None:
    tasks = [await sharing.open() for _ in range(3)]
    assert len(sharing.port.calls) == 1
    sharing.port.waiting[0].set_result(b'{"data":1}')
    assert await asyncio.gather(*tasks) == [b'{"data":1}'] * 3
    assert sharing.shared == ["users", "users"]


async def test_headers_are_the_same_in_any_order(sharing: Sharing) -> None:
    tasks = [await sharing.open(headers={"a": "1", "b": "2"}), await sharing.open(headers={"b": "2", "a": "1"})]
    assert len(sharing.port.calls) == 1
    sharing.port.waiting[0].set_result(b"{}")
    await asyncio.gather(*tasks)


@pytest.mark.parametrize(
    "other",
    [
        {"headers": {"authorization": "Bearer b"}},
        {"headers": {}},
        {"headers": {"authorization": "Bearer a", "x-tenant": "t"}},
        {"headers": {"authorizatio": "nBearer a"}},
        {"subgraph": "rag"},
        {"body": b'{"query":"{me{id} }"}'},
        {"kind": "mutation"},
    ],
)
async def test_whatever_differs_is_asked_for_itself(sharing: Sharing, other: dict[str, Any]) -> None:
    tasks = [await sharing.open(), await sharing.open(**other)]
    assert len(sharing.port.calls) == 2
    for number, answer in enumerate(sharing.port.waiting):
        answer.set_result(b"%d" % number)
    assert await asyncio.gather(*tasks) == [b"0", b"1"]
    assert sharing.shared == []


async def test_identical_mutations_are_sent_each(sharing: Sharing) -> None:
    tasks = [await sharing.open(kind="mutation") for _ in range(2)]
    assert [call.kind for call in sharing.port.calls] == ["mutation", "mutation"]
    for answer in sharing.port.waiting:
        answer.set_result(b"{}")
    await asyncio.gather(*tasks)


async def test_nothing_is_kept_after_the_answer(sharing: Sharing) -> None:
    for number in range(2):
        task = await sharing.open()
        sharing.port.waiting[number].set_result(b"%d" % number)
        assert await task == b"%d" % number
    assert len(sharing.port.calls) == 2


async def test_an_error_is_shared_by_who_waited_and_by_nobody_after(sharing: Sharing) -> None:
    tasks = [await sharing.open() for _ in range(2)]
    original = SubgraphError("SUBGRAPH_UNREACHABLE", "no", detail="refused")
    sharing.port.waiting[0].set_exception(original)
    errors = [
        error for error in await asyncio.gather(*tasks, return_exceptions=True) if isinstance(error, SubgraphError)
    ]
    assert [(error.code, error.message, error.detail) for error in errors] == [
        ("SUBGRAPH_UNREACHABLE", "no", "refused")
    ] * 2
    assert len({id(error) for error in (*errors, original)}) == 3
    later = await sharing.open()
    sharing.port.waiting[1].set_result(b"{}")
    assert await later == b"{}"


@pytest.mark.parametrize("leaving", [0, 1, 2])
async def test_whoever_leaves_the_others_get_the_answer(sharing: Sharing, leaving: int) -> None:
    tasks = [await sharing.open() for _ in range(3)]
    await cancel(tasks.pop(leaving))
    assert sharing.port.cancelled == 0
    tasks.append(await sharing.open())
    sharing.port.waiting[0].set_result(b"{}")
    assert await asyncio.gather(*tasks) == [b"{}"] * 3
    assert len(sharing.port.calls) == 1


async def test_when_all_have_left_the_request_is_cancelled_and_joined_by_nobody(sharing: Sharing) -> None:
    tasks = [await sharing.open() for _ in range(2)]
    for task in tasks:
        task.cancel()
    successor = asyncio.ensure_future(sharing.transport.send(QUERY))
    await asyncio.wait(tasks)
    await settle()
    later = await sharing.open()
    assert (len(sharing.port.calls), sharing.port.cancelled) == (2, 1)
    sharing.port.waiting[-1].set_result(b"new")
    assert await later == b"new"
    assert await successor == b"new"


async def test_a_failure_that_nobody_waits_for_any_more_is_no_complaint(sharing: Sharing) -> None:
    task = await sharing.open()
    sharing.port.waiting[0].set_exception(SubgraphError("SUBGRAPH_UNREACHABLE", "no"))
    task.cancel()
    await asyncio.wait((task,))


async def test_who_has_less_time_leaves_alone(sharing: Sharing) -> None:
    patient = await sharing.open()
    hasty = await sharing.open(deadline=asyncio.get_running_loop().time() + 0.01)
    with pytest.raises(SubgraphError) as caught:
        await hasty
    assert (caught.value.code, "'users'" in caught.value.message) == ("SUBGRAPH_TIMEOUT", True)
    assert sharing.port.cancelled == 0
    sharing.port.waiting[0].set_result(b"{}")
    assert await patient == b"{}"


async def test_a_hasty_first_caller_costs_the_others_nothing(sharing: Sharing) -> None:
    hasty = await sharing.open(deadline=asyncio.get_running_loop().time() + 0.05)
    patient = await sharing.open(deadline=asyncio.get_running_loop().time() + 60)
    with pytest.raises(SubgraphError):
        await hasty
    assert [call.deadline for call in sharing.port.calls] == [inf]
    sharing.port.waiting[0].set_result(b"{}")
    assert await patient == b"{}"


async def test_who_leaves_last_by_its_deadline_cancels(sharing: Sharing) -> None:
    with pytest.raises(SubgraphError):
        await (await sharing.open(deadline=asyncio.get_running_loop().time() + 0.01))
    await settle()
    assert sharing.port.cancelled == 1


async def test_who_comes_with_no_time_left_asks_nobody(sharing: Sharing) -> None:
    with pytest.raises(SubgraphError) as caught:
        await sharing.transport.send(QUERY._replace(deadline=asyncio.get_running_loop().time()))
    assert caught.value.code == "SUBGRAPH_TIMEOUT"
    assert sharing.port.calls == []


@pytest.mark.parametrize("failing", [True, False])
async def test_after_a_mutation_nobody_joins_a_query_from_before(sharing: Sharing, failing: bool) -> None:
    before = await sharing.open()
    mutation = await sharing.open(kind="mutation", subgraph="rag")
    if failing:
        sharing.port.waiting[1].set_exception(SubgraphError("SUBGRAPH_TIMEOUT", "perhaps done"))
    else:
        sharing.port.waiting[1].set_result(b"{}")
    await asyncio.wait((mutation,))
    mutation.exception()
    after = await sharing.open()
    sharing.port.waiting[0].set_result(b"old")
    assert await before == b"old"
    joining = await sharing.open()
    assert len(sharing.port.calls) == 3
    sharing.port.waiting[2].set_result(b"new")
    assert list(await asyncio.gather(after, joining)) == [b"new", b"new"]


async def test_over_http_many_get_one_answer_and_the_connection_outlives_the_first() -> None:
    arrived, go = asyncio.Event(), asyncio.Event()

    async def slow(exchange: Exchange) -> None:
        arrived.set()
        await go.wait()
        await exchange.respond(b'{"data":{"me":null}}')

    async with hostile(slow) as server, HttpClient() as client:
        transport = SharedTransport(HttpSubgraphs(client, {"users": SubgraphTarget(server.url, timeout=20.0)}))
        tasks = [asyncio.ensure_future(transport.send(QUERY)) for _ in range(5)]
        await arrived.wait()
        await cancel(tasks.pop(0))
        go.set()
        assert await asyncio.gather(*tasks) == [b'{"data":{"me":null}}'] * 4
    assert len(server.exchanges) == 1
    assert server.exchanges[0].headers["hansa-deadline-ms"] == "19900"
