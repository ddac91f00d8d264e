"""How many completions run at once, how many may wait, and how long one may take.

Waiting counts towards the deadline. A caller that is cancelled gives its place back at once, whether it was waiting or
running; the backend then stops its work.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from subgraphs.inference.problems import DeadlineExceeded, Overloaded


class Slots:
    """Places for running completions.

    Args:
        running: completions at the same time.
        waiting: completions that may wait for a place; one more is refused.
        seconds: from asking for a place to having the answer.
    """

    def __init__(self, running: int, waiting: int, seconds: float) -> None:
        self._places = asyncio.Semaphore(running)
        self._most_waiting = waiting
        self._seconds = seconds
        self.waiting = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place while the body runs. Raises Overloaded, or DeadlineExceeded out of the waiting or the body."""
        if self._places.locked() and self.waiting >= self._most_waiting:
            raise Overloaded(self.waiting)
        try:
            async with asyncio.timeout(self._seconds):
                await self._wait()
                try:
                    yield
                finally:
                    self._places.release()
        except TimeoutError as error:
            raise DeadlineExceeded(self._seconds) from error

    async def _wait(self) -> None:
        self.waiting += 1
        try:
            await self._places.acquire()
        finally:
            self.waiting -= 1
