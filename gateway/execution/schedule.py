"""When the requests of a program run: each starts the moment those it waits for are done.

There are no waves.  A request that finishes continues with the next one it has freed in the same task and starts
tasks for the others, so that a plan without parallel parts runs in the caller's task alone.  Cancellation stops
everything, and nothing outlives `run_all`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from gateway.execution.program import Program

Perform = Callable[[int], Awaitable[None]]
"""Runs the request of a number; an exception ends all."""


async def run_all(program: Program, perform: Perform) -> None:
    """Run every request of `program` by `perform`."""
    first = [number for number, request in enumerate(program.requests) if not request.waits]
    if len(program.requests) == 1:
        await perform(0)
        return
    tasks: set[asyncio.Task[None]] = set()
    follower = _Follower(program, perform, tasks)
    try:
        await follower.follow(first)
        while tasks:
            await tasks.pop()
    except BaseException:
        await _stop(tasks)
        raise


class _Follower:
    """The state of one run: how many requests each still waits for."""

    __slots__ = ("_perform", "_program", "_tasks", "_waits")

    def __init__(self, program: Program, perform: Perform, tasks: set[asyncio.Task[None]]) -> None:
        self._program = program
        self._perform = perform
        self._tasks = tasks
        self._waits = [request.waits for request in program.requests]

    async def follow(self, ready: list[int]) -> None:
        """Run the requests `ready`, and all that they free: the first here, the others as tasks."""
        while ready:
            current, *others = ready
            for number in others:
                self._tasks.add(asyncio.create_task(self.follow([number])))
            await self._perform(current)
            ready = []
            for number in self._program.requests[current].dependants:
                self._waits[number] -= 1
                if not self._waits[number]:
                    ready.append(number)


async def _stop(tasks: set[asyncio.Task[None]]) -> None:
    """Cancel `tasks` and those they started meanwhile; returns when all have ended."""
    while tasks:
        stopping = list(tasks)
        tasks.clear()
        for task in stopping:
            task.cancel()
        await asyncio.gather(*stopping, return_exceptions=True)
