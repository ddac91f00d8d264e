"""A limit that moves: when it is reached, and how many timers that takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from gateway.concurrency import TimeLimit


class Clock:
    """As much of an event loop as a `TimeLimit` needs, with a time that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.started = 0
        self._timers: list[tuple[float, Timer, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        self.started += 1
        timer = Timer()
        self._timers.append((when, timer, callback))
        return timer

    def move(self, to: float) -> None:
        while due := [entry for entry in self._timers if entry[0] <= to and not entry[1].cancelled]:
            first = min(due, key=lambda entry: entry[0])
            self._timers.remove(first)
            self.now = first[0]
            first[2]()
        self.now = to

    @property
    def waiting(self) -> int:
        return sum(not timer.cancelled for _, timer, _ in self._timers)


class Timer:
    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reached() -> list[float]:
    return []


@pytest.fixture
def limit(clock: Clock, reached: list[float]) -> TimeLimit:
    loop: Any = clock
    return TimeLimit(loop, lambda: reached.append(clock.now))


def test_it_is_reached_once_and_then_off(clock: Clock, limit: TimeLimit, reached: list[float]) -> None:
    limit.set(5)
    clock.move(4.9)
    assert reached == []
    clock.move(100)
    assert reached == [5]


def test_setting_it_again_moves_it_either_way(clock: Clock, limit: TimeLimit, reached: list[float]) -> None:
    limit.set(5)
    limit.set(20)
    clock.move(10)
    assert reached == []
    limit.set(1)
    clock.move(100)
    assert reached == [11]


def test_off_means_off_until_it_is_set(clock: Clock, limit: TimeLimit, reached: list[float]) -> None:
    limit.set(5)
    limit.off()
    clock.move(10)
    assert reached == []
    limit.set(5)
    clock.move(15)
    assert reached == [15]


def test_many_requests_take_one_timer(clock: Clock, limit: TimeLimit, reached: list[float]) -> None:
    for _ in range(1000):
        limit.set(30)
        limit.off()
    assert clock.started == 1
    assert reached == []


def test_two_kinds_of_limits_in_turn_take_few_timers(clock: Clock, limit: TimeLimit, reached: list[float]) -> None:
    for second in range(1000):
        clock.move(second / 10)
        limit.set(20)
        limit.set(75)
    assert clock.started < 15
    assert reached == []


def test_what_is_closed_leaves_nothing_in_the_loop(clock: Clock, limit: TimeLimit, reached: list[float]) -> None:
    limit.set(5)
    limit.close()
    assert clock.waiting == 0
    clock.move(10)
    assert reached == []


async def test_a_real_loop_rings() -> None:
    rung = asyncio.Event()
    limit = TimeLimit(asyncio.get_running_loop(), rung.set)
    limit.set(60)
    limit.set(0.01)
    await asyncio.wait_for(rung.wait(), 10)
