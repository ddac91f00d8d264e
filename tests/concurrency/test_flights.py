"""Single flight: who joins, who waits how long, and when the work is cancelled."""

from __future__ import annotations

import asyncio
import gc

import pytest

from gateway.concurrency import Flight, Flights


class Shared:
    """Work on `key` that ends when it is told how."""

    def __init__(self) -> None:
        self.flights: Flights[str, Flight[str]] = Flights()
        self.begun: list[asyncio.Future[str]] = []

    def ask(self, key: str = "k", seconds: float | None = None) -> asyncio.Task[str | None]:
        """Somebody who joins or begins; the result is None if there was none in time."""
        return asyncio.create_task(self._ask(key, seconds))

    async def _ask(self, key: str, seconds: float | None) -> str | None:
        flight = self.flights.find(key) or self.flights.begin(key, Flight(self._work()))
        await self.flights.wait(key, flight, seconds)
        return flight.task.result() if flight.task.done() else None

    def _work(self) -> asyncio.Future[str]:
        work: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.begun.append(work)
        return work


async def turn() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_what_several_ask_for_is_done_once() -> None:
    shared = Shared()
    asking = [shared.ask(), shared.ask(), shared.ask("other")]
    await turn()
    first, other = shared.begun
    first.set_result("one")
    other.set_result("two")
    assert await asyncio.gather(*asking) == ["one", "one", "two"]


async def test_who_comes_later_begins_anew() -> None:
    shared = Shared()
    early = shared.ask()
    await turn()
    shared.begun[0].set_result("old")
    await early
    late = shared.ask()
    await turn()
    shared.begun[1].set_result("new")
    assert await late == "new"


async def test_who_is_out_of_time_leaves_the_others_waiting() -> None:
    shared = Shared()
    patient, hasty = shared.ask(), shared.ask(seconds=0)
    assert await hasty is None
    shared.begun[0].set_result("done")
    assert await patient == "done"


@pytest.mark.parametrize("leaving", [1, 2])
async def test_the_last_to_leave_cancels_the_work(leaving: int) -> None:
    shared = Shared()
    asking = [shared.ask(), shared.ask()]
    await turn()
    for each in asking[:leaving]:
        each.cancel()
    await turn()
    assert shared.begun[0].cancelled() == (leaving == 2)
    assert (shared.flights.find("k") is None) == (leaving == 2)
    for each in asking:
        each.cancel()
    await asyncio.gather(*asking, return_exceptions=True)


async def test_nobody_joins_what_was_cleared_and_who_waits_has_it_still() -> None:
    shared = Shared()
    early = shared.ask()
    await turn()
    shared.flights.clear()
    late = shared.ask()
    await turn()
    old, new = shared.begun
    old.set_result("old")
    await turn()
    assert shared.flights.find("k") is not None  # the end of the old one leaves the new one open
    new.set_result("new")
    assert [await early, await late] == ["old", "new"]


async def test_a_failure_after_all_have_gone_is_nobodys() -> None:
    shared, loop = Shared(), asyncio.get_running_loop()
    told: list[object] = []
    loop.set_exception_handler(lambda loop, context: told.append(context))
    asking = shared.ask()
    await turn()
    shared.begun[0].set_exception(ValueError("late"))
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    del asking, shared
    gc.collect()
    await turn()
    loop.set_exception_handler(None)
    assert told == []
