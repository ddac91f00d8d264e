"""What ends an operation early, with a server that tells when clients leave and with one that has to be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from gateway.request import watch
from gateway.request.errors import ClientGone, RequestError
from gateway.request.watch import DISCONNECT, Alarm, watched


class Client:
    """Leaves when told to."""

    def __init__(self) -> None:
        self.left = asyncio.Event()
        self._callbacks: list[Callable[[], None]] = []

    def leave(self) -> None:
        self.left.set()
        for callback in self._callbacks:
            callback()

    async def receive(self) -> Any:
        await self.left.wait()
        return {"type": "http.disconnect"}

    def scope(self, tells: bool) -> Any:
        return {"type": "http", "extensions": {DISCONNECT: self._callbacks.append}} if tells else {"type": "http"}


class Work:
    """Never ends by itself."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.cancelled = asyncio.Event()

    async def __call__(self) -> str:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return ""


async def answered(work: Awaitable[str], client: Client, tells: bool, seconds: float = 60.0) -> str:
    """What a request for `work` that has so much time ends with."""
    alarm = Alarm(asyncio.get_running_loop().time() + seconds)
    try:
        return await watched(work, client.scope(tells), client.receive, alarm)
    finally:
        alarm.end()


@pytest.fixture(params=[True, False], ids=["told", "asked"])
def tells(request: pytest.FixtureRequest) -> bool:
    told: bool = request.param
    return told


async def test_what_is_done_is_handed_over(tells: bool) -> None:
    client = Client()

    async def work() -> str:
        await asyncio.sleep(0)
        return "done"

    assert await answered(work(), client, tells) == "done"
    client.leave()
    await asyncio.sleep(0)  # nothing is cancelled any more


async def test_a_client_that_leaves_cancels_the_work(tells: bool) -> None:
    client, work = Client(), Work()
    answering = asyncio.ensure_future(answered(work(), client, tells))
    await work.begun.wait()
    client.leave()
    with pytest.raises(ClientGone):
        await asyncio.wait_for(answering, 5)
    await asyncio.wait_for(work.cancelled.wait(), 5)


async def test_work_that_takes_too_long_is_cancelled(tells: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "GRACE", 0.0)
    client, work = Client(), Work()
    with pytest.raises(RequestError) as caught:
        await asyncio.wait_for(answered(work(), client, tells, 0.02), 5)
    assert caught.value.status == 504
    await asyncio.wait_for(work.cancelled.wait(), 5)


async def test_an_operation_has_a_moment_more_than_its_deadline_to_end_by_itself(tells: bool) -> None:
    """So that subgraphs' time-outs, which are the deadline, become errors of a response and not a 504."""
    client = Client()

    async def work() -> str:
        await asyncio.sleep(0.05)
        return "partial data"

    assert await asyncio.wait_for(answered(work(), client, tells, 0.01), 5) == "partial data"


async def test_cancelling_the_request_is_no_reason_of_its_own(tells: bool) -> None:
    client, work = Client(), Work()
    answering = asyncio.ensure_future(answered(work(), client, tells))
    await work.begun.wait()
    answering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answering
    assert work.cancelled.is_set()


async def test_cancelling_the_request_counts_even_when_the_client_leaves_at_that_moment() -> None:
    client, work = Client(), Work()
    answering = asyncio.ensure_future(answered(work(), client, True))
    await work.begun.wait()
    client.leave()
    answering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answering


async def test_an_error_of_the_work_is_the_works(tells: bool) -> None:
    client = Client()

    async def work() -> str:
        raise LookupError("a bug")

    with pytest.raises(LookupError):
        await answered(work(), client, tells)


async def test_work_that_ends_well_though_cancelled_leaves_no_trace_on_its_task() -> None:
    client = Client()

    async def stubborn() -> str:
        client.leave()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return "done"
        return "late"

    assert await answered(stubborn(), client, True) == "done"
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    await asyncio.sleep(0)
