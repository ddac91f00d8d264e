"""Starts processes in the order of their dependencies, restarts what dies, ends all in reverse order.

One task for each process and phase; `start`, `watch` and `stop` are called one after the other. A failed start stops
nothing by itself: the caller always calls `stop`, which ends whatever runs.
"""

import asyncio
import time
from collections.abc import Coroutine, Iterable
from typing import Any

from gateway.supervision.backoff import Backoff
from gateway.supervision.logs import LogFile
from gateway.supervision.preflight import CannotStart, find_program
from gateway.supervision.probes import probe_for
from gateway.supervision.process import Process
from gateway.supervision.reporter import Reporter
from gateway.supervision.system import Ready, SystemFile

_PROBE_INTERVAL = 0.2
_TRIM_INTERVAL = 2.0
_TAIL_LINES = 10


class StartFailed(CannotStart):
    """A process ended, or stayed silent, before it was ready; `tail` holds the last lines of its log."""

    def __init__(self, message: str, tail: list[str]) -> None:
        super().__init__(message)
        self.tail = tail


class Supervisor:
    """The processes of one `SystemFile`."""

    def __init__(self, system: SystemFile, environment: dict[str, str], reporter: Reporter) -> None:
        self._system = system
        self._environment = {**environment, **system.variables}
        self._reporter = reporter
        self._running: dict[str, Process] = {}
        logs = system.path(system.data) / "logs"
        self._logs = {
            name: LogFile(logs / f"{name}.log", system.log_mebibytes * 1024 * 1024) for name in system.processes
        }
        self._programs = {
            name: find_program(process.command[0], self._environment, system.directory)
            for name, process in system.processes.items()
        }

    async def start(self) -> None:
        """Return when every process is ready. Raises `StartFailed`, or `CannotStart` when a process cannot be
        executed.
        """
        ready = {name: asyncio.Event() for name in self._system.processes}

        async def bring_up(name: str) -> None:
            for other in self._system.processes[name].depends_on:
                await ready[other].wait()
            await self._launch(name)
            ready[name].set()

        await _all_or_first_error(bring_up(name) for name in self._system.order())

    async def watch(self) -> None:
        """Restart what ends, until cancelled."""
        await _all_or_first_error([self._trim_logs(), *(self._keep(name) for name in self._system.processes)])

    async def stop(self, within: float) -> None:
        """End every process, dependents first; what is left after `within` seconds is killed."""
        stopped = {name: asyncio.Event() for name in self._system.processes}

        async def take_down(name: str) -> None:
            for other in self._system.dependents(name):
                await stopped[other].wait()
            await self._stop(name)
            stopped[name].set()

        try:
            async with asyncio.timeout(within):
                await _all_or_first_error(take_down(name) for name in self._system.processes)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End every process at once."""
        for name, process in list(self._running.items()):
            had_ended = process.ended
            await process.kill()
            self._running.pop(name, None)
            if not had_ended:
                self._reporter.event(name, "killed", "yellow")

    async def _launch(self, name: str) -> None:
        settings = self._system.processes[name]
        began = time.monotonic()
        environment = {**self._environment, **settings.environment}
        try:
            process = await Process.start(
                self._programs[name],
                settings.command[1:],
                environment=environment,
                directory=self._system.directory,
                log=self._logs[name],
            )
        except OSError as error:
            raise CannotStart(f"{name} cannot be started: {error.strerror}") from None
        self._running[name] = process
        if settings.ready is not None:
            await self._until_ready(name, process, settings.ready)
        self._reporter.event(name, f"ready after {time.monotonic() - began:.1f} s (process {process.pid})", "green")

    async def _until_ready(self, name: str, process: Process, ready: Ready) -> None:
        probe = probe_for(ready)
        problem: str | None = "it was never asked"
        ended = asyncio.create_task(process.wait())
        try:
            async with asyncio.timeout(ready.within):
                while not ended.done() and (problem := await probe()) is not None:
                    await asyncio.wait([ended], timeout=_PROBE_INTERVAL)
        except TimeoutError:
            raise self._failed(name, f"was not ready within {ready.within:g} s ({problem})") from None
        finally:
            how = ended.result() if ended.done() else None
            ended.cancel()
        if how is not None:
            raise self._failed(name, f"ended before it was ready ({how})")

    def _failed(self, name: str, what: str) -> StartFailed:
        log = self._logs[name]
        return StartFailed(f"{name} {what}; its log is {log.path}", log.tail(_TAIL_LINES))

    async def _keep(self, name: str) -> None:
        restart = self._system.processes[name].restart
        backoff = None if restart == "never" else Backoff(restart)
        while True:
            process = self._running[name]
            how = await process.wait()
            if backoff is None:
                self._reporter.event(name, f"ended ({how}); it is not restarted{self._last_words(name)}", "yellow")
                return
            delay = backoff.next(process.ran_for)
            self._reporter.event(name, f"ended ({how}); restart in {delay:g} s{self._last_words(name)}", "yellow")
            await asyncio.sleep(delay)
            await self._revive(name)

    async def _revive(self, name: str) -> None:
        try:
            await self._launch(name)
        except CannotStart as error:
            self._reporter.event(name, str(error), "yellow")
            await self._running[name].kill()

    def _last_words(self, name: str) -> str:
        words = self._logs[name].last_words()
        return f": {words[:300]}" if words else ""

    async def _stop(self, name: str) -> None:
        process = self._running.get(name)
        if process is None:
            return
        had_ended = process.ended
        settings = self._system.processes[name].stop
        obeyed = await process.stop(settings.number, settings.within)
        self._running.pop(name, None)
        if not had_ended:
            self._reporter.event(name, "stopped" if obeyed else f"killed: it did not stop within {settings.within:g} s")

    async def _trim_logs(self) -> None:
        complained = False
        while True:
            await asyncio.sleep(_TRIM_INTERVAL)
            for log in self._logs.values():
                try:
                    log.trim()
                except OSError as error:
                    if not complained:
                        self._reporter.line(f"cannot trim {log.path}: {error.strerror}", "yellow")
                    complained = True


async def _all_or_first_error(jobs: Iterable[Coroutine[Any, Any, None]]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(job)
    except BaseExceptionGroup as errors:
        # Not `except*`: until Python 3.11.4 what it raises comes out in a group again.
        failures, others = errors.split(CannotStart)
        if failures is None or others is not None:
            raise
        raise _first(failures) from None


def _first(group: BaseExceptionGroup[Any]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
