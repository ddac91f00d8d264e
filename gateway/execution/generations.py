"""The engine in force, and its replacement without a failed request.

A request runs to its end on the engine it began with; the next one finds the new engine.  What an old engine needed
(connections to subgraphs that are gone) may be closed once `replace` returns: then its last request has ended.
"""

from __future__ import annotations

import asyncio

from gateway.execution.engine import Engine
from gateway.execution.ports import OperationRequest, OperationResult


class _Generation:
    __slots__ = ("engine", "idle", "running")

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.running = 0
        self.idle: asyncio.Event = asyncio.Event()


class Generations:
    """Executes on the newest engine.

    Args:
        engine: the first.
    """

    def __init__(self, engine: Engine) -> None:
        self._current = _Generation(engine)

    @property
    def engine(self) -> Engine:
        """The engine that the next request will run on."""
        return self._current.engine

    async def execute(self, request: OperationRequest) -> OperationResult:
        """As `Engine.execute`."""
        generation = self._current
        generation.running += 1
        try:
            return await generation.engine.execute(request)
        finally:
            generation.running -= 1
            if not generation.running:
                generation.idle.set()
                self._retire(generation)

    def swap(self, engine: Engine) -> None:
        """Put `engine` in force at once; the one before is closed when none of its requests is left."""
        old, self._current = self._current, _Generation(engine)
        if not old.running:
            self._retire(old)

    def close(self) -> None:
        """Close the engine in force: no request will come."""
        self._current.engine.close()

    def _retire(self, generation: _Generation) -> None:
        if generation is not self._current:
            generation.engine.close()

    async def replace(self, engine: Engine) -> Engine:
        """As `swap`; returns the engine before when none of its requests is left."""
        old = self._current
        self.swap(engine)
        while old.running:
            old.idle.clear()
            await old.idle.wait()
        return old.engine
