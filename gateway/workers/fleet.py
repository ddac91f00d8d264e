"""The workers of one service: started, watched, started anew, told, and stopped.

One task for each worker keeps it.  The first is started alone, so that what is wrong with the settings or the graph
is said once; only when it is ready the others follow.  Should it end before, that is the end of the start; any other
is started anew, after a wait that doubles.  One whose event loop has not turned for long is killed, and then
started anew as well.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from gateway.supervision.backoff import Backoff
from gateway.supervision.process import Process
from gateway.supervision.system import Restart
from gateway.telemetry import Place
from gateway.workers.asking import NoAnswerError, ask

logger = logging.getLogger(__name__)

READY_LOOK: Final = 0.05
ANSWER: Final = 2.0


@dataclass(frozen=True)
class Launch:
    """How a worker is started.

    Args:
        program: an absolute path.
        arguments: of the program.
        environment: all of it.
        given: what it reads from stdin, for its place among the workers.
    """

    program: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    given: Callable[[Place], bytes]


@dataclass(frozen=True)
class Patience:
    """Seconds.

    Args:
        look: between two looks whether a worker still turns.
        hung: without an answer, after which it is killed.
        restart: waits before it is started anew.
    """

    look: float = 5.0
    hung: float = 30.0
    restart: Restart = field(default_factory=Restart)


class StartError(Exception):
    """A worker ended before any was ready; it has said why."""

    def __init__(self, status: int) -> None:
        super().__init__(f"a worker ended with status {status} before it was ready")
        self.status = status


class Worker:
    """One of the workers: a place, and at most one process at a time."""

    def __init__(self, place: Place, launch: Launch) -> None:
        self.name = place.worker
        self.restarts = 0
        self.process: Process | None = None
        self._place = place
        self._launch = launch

    async def start(self) -> Process:
        """Start its process.  Raises OSError."""
        self._place.admin.unlink(missing_ok=True)
        launch = self._launch
        self.process = await Process.start(
            launch.program,
            launch.arguments,
            environment=launch.environment,
            directory=Path.cwd(),
            given=launch.given(self._place),
        )
        return self.process

    async def ask(self, path: str, within: float = ANSWER) -> tuple[int, bytes]:
        """As `asking.ask`."""
        if self.process is None or self.process.ended:
            raise NoAnswerError("it does not run")
        return await ask(self._place.admin, path, within)

    async def problem(self) -> str | None:
        """Why it is not ready."""
        try:
            status, body = await self.ask("/ready")
        except NoAnswerError as error:
            return str(error)
        return None if status == 200 else body.decode(errors="replace")

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if it runs."""
        if self.process is not None and not self.process.ended:
            self.process.send(number)

    async def stop(self, within: float) -> bool:
        """SIGTERM, then SIGKILL after `within` seconds; False when that was needed."""
        return self.process is None or await self.process.stop(signal.SIGTERM, within)

    async def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            await self.process.kill()


class Fleet:
    """All workers.

    Args:
        launch: see `Launch`.
        places: at least one.
        patience: see `Patience`.
    """

    def __init__(self, launch: Launch, places: Iterable[Place], patience: Patience | None = None) -> None:
        self.workers = [Worker(place, launch) for place in places]
        self._patience = patience or Patience()
        self._begun = False
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Start all and keep them, until cancelled.

        Raises:
            StartError: none of them has ever been ready.
        """
        first, *others = self.workers
        try:
            async with asyncio.TaskGroup() as group:
                ready = asyncio.Event()
                group.create_task(self._keep(first, ready))
                await ready.wait()
                rest = [asyncio.Event() for _ in others]
                for worker, event in zip(others, rest, strict=True):
                    group.create_task(self._keep(worker, event))
                for event in rest:
                    await event.wait()
                self._begun = True
                logger.info("all workers are ready", extra={"workers": len(self.workers)})
        except BaseExceptionGroup as errors:
            failures, unexpected = errors.split(StartError)
            if failures is None or unexpected is not None:
                raise
            raise failures.exceptions[0] from None

    async def problems(self) -> dict[str, str]:
        """Why requests should not come: until all have been ready once; from then on, that none is."""
        if self._stopping.is_set():
            return {"service": "stopping"}
        found = await asyncio.gather(*(worker.problem() for worker in self.workers))
        problems = {f"worker {worker.name}": why for worker, why in zip(self.workers, found, strict=True) if why}
        if not self._begun:
            return problems or {"workers": "starting"}
        return problems if len(problems) == len(self.workers) else {}

    def signal(self, number: signal.Signals) -> None:
        """Pass a signal on to all."""
        for worker in self.workers:
            worker.signal(number)

    async def stop(self, within: float) -> None:
        """Stop all at the same time; nothing is started anew from now on."""
        self._stopping.set()
        obeyed = await asyncio.gather(*(worker.stop(within) for worker in self.workers))
        for worker, did in zip(self.workers, obeyed, strict=True):
            if not did:
                logger.warning("worker killed: it did not stop in time", extra={"worker": worker.name})

    async def _keep(self, worker: Worker, ready: asyncio.Event) -> None:
        backoff = Backoff(self._patience.restart)
        while True:
            process = await worker.start()
            watch = asyncio.create_task(self._watch(worker, ready))
            try:
                how = await process.wait()
            finally:
                watch.cancel()
            if self._stopping.is_set():
                return
            if worker is self.workers[0] and not ready.is_set():
                logger.error("worker ended before it was ready", extra={"worker": worker.name, "reason": how})
                raise StartError(max(1, process.status or 0))
            delay = backoff.next(process.ran_for)
            worker.restarts += 1
            said = {"worker": worker.name, "reason": how, "restart_in": delay}
            logger.error("worker ended", extra=said)
            await asyncio.sleep(delay)
            if self._stopping.is_set():
                return

    async def _watch(self, worker: Worker, ready: asyncio.Event) -> None:
        """Until it is ready, then whether it still turns."""
        while True:
            if await worker.problem() is None:
                break
            await asyncio.sleep(READY_LOOK)
        ready.set()
        silent = 0.0
        while silent < self._patience.hung:
            await asyncio.sleep(self._patience.look)
            silent = 0.0 if await self._turns(worker) else silent + 2 * self._patience.look
        logger.error("worker hangs; it is killed", extra={"worker": worker.name})
        await worker.kill()

    async def _turns(self, worker: Worker) -> bool:
        try:
            status, _ = await worker.ask("/live", self._patience.look)
        except NoAnswerError:
            return False
        return status == 200
