"""How many run, how many wait, and how long."""

import asyncio

import pytest

from subgraphs.inference.problems import DeadlineExceeded, Overloaded
from subgraphs.inference.slots import Slots


async def hold(slots: Slots, until: asyncio.Event, running: list[int]) -> None:
    async with slots.place():
        running[0] += 1
        running[1] = max(running)
        try:
            await until.wait()
        finally:
            running[0] -= 1


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_no_more_than_allowed_run_at_once_and_the_others_wait() -> None:
    slots, until, running = Slots(2, 10, 60.0), asyncio.Event(), [0, 0]
    tasks = [asyncio.create_task(hold(slots, until, running)) for _ in range(6)]
    await settle()
    assert (running[0], slots.waiting) == (2, 4)
    until.set()
    await asyncio.gather(*tasks)
    assert (running, slots.waiting) == ([0, 2], 0)


async def test_one_more_than_may_wait_is_refused() -> None:
    slots, until, running = Slots(1, 1, 60.0), asyncio.Event(), [0, 0]
    tasks = [asyncio.create_task(hold(slots, until, running)) for _ in range(2)]
    await settle()
    with pytest.raises(Overloaded, match="1 completions are waiting already"):
        await hold(slots, until, running)
    until.set()
    await asyncio.gather(*tasks)


async def test_the_deadline_counts_waiting_and_running() -> None:
    slots, until, running = Slots(1, 5, 0.05), asyncio.Event(), [0, 0]
    outcomes = await asyncio.gather(*(hold(slots, until, running) for _ in range(3)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [DeadlineExceeded] * 3
    assert running[0] == slots.waiting == 0


@pytest.mark.parametrize("cancelled", [0, 1], ids=["the running one", "the waiting one"])
async def test_a_cancelled_caller_gives_its_place_back(cancelled: int) -> None:
    slots, until, running = Slots(1, 5, 60.0), asyncio.Event(), [0, 0]
    tasks = [asyncio.create_task(hold(slots, until, running)) for _ in range(2)]
    await settle()
    tasks[cancelled].cancel()
    await settle()
    assert (running[0], slots.waiting) == (1, 0)
    until.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.wait_for(hold(slots, until, running), 10)


async def test_an_error_of_the_body_passes_and_frees_the_place() -> None:
    slots = Slots(1, 0, 60.0)
    for _ in range(2):
        with pytest.raises(ValueError, match="mine"):
            async with slots.place():
                raise ValueError("mine")
