"""The supervisor's process: holds the port, keeps the workers, answers the admin port for all of them.

    /live      the supervisor turns; workers that do not are its business
    /ready     all workers have been ready once, and one is
    /metrics   those of every worker, told apart by the label `worker`, and the supervisor's own

SIGTERM and SIGINT go to the workers as SIGTERM, which let open requests finish; a second one goes on, too, and does not
wait.  SIGHUP goes on as it is.  Whatever ends this process, the workers end with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.exposition import generate_latest

from gateway.telemetry import Place
from gateway.telemetry.address import url_of
from gateway.telemetry.admin import admin_app
from gateway.telemetry.serving import Server, listen, reserve
from gateway.workers.asking import NoAnswerError
from gateway.workers.exposition import merged
from gateway.workers.fleet import ANSWER, Fleet, Launch, Patience, StartError, Worker

logger = logging.getLogger(__name__)

MARGIN: Final = 3.0
"""Seconds that a worker has beyond those of its open requests before it is killed."""


@dataclass(frozen=True)
class Front:
    """What the supervisor shows.

    Args:
        service: its name.
        host: of the port for clients.
        port: 0 lets the system choose.
        admin_host: of the admin port.
        admin_port: None for none.
        workers: how many.
        grace: seconds that open requests have at the end.
    """

    service: str
    host: str
    port: int
    admin_host: str
    admin_port: int | None
    workers: int
    grace: float


async def supervise(front: Front, launch: Launch, patience: Patience | None = None) -> int:
    """Until a signal; the exit status.

    Raises:
        gateway.telemetry.StartError: a port cannot be had.
    """
    with contextlib.ExitStack() as stack:
        held = stack.enter_context(reserve(front.host, front.port))
        port = held.getsockname()[1]
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hansa-")))
        admin_socket = listen(front.admin_host, front.admin_port) if front.admin_port is not None else None
        names = map(str, range(1, front.workers + 1))
        fleet = Fleet(launch, [Place(name, port, directory / f"{name}.sock") for name in names], patience)
        said: dict[str, object] = {"url": url_of(front.host, port), "workers": front.workers}
        if admin_socket is not None:
            said["admin"] = url_of(front.admin_host, admin_socket.getsockname()[1])
        logger.info("listening", extra=said)
        admin = Server(admin_app(front.service, fleet.problems, Pages(fleet).text), grace=1, lifespan=False)
        serving = asyncio.create_task(admin.serve([admin_socket])) if admin_socket is not None else None
        try:
            return await _kept(fleet, front.grace)
        finally:
            if serving is not None:
                admin.should_exit = admin.force_exit = True
                await serving
            logger.info("stopped")


async def _kept(fleet: Fleet, grace: float) -> int:
    """Keep the workers until a signal or a failed start; then end them all."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def end() -> None:
        if stop.is_set():
            fleet.signal(signal.SIGTERM)
        stop.set()

    numbers = {signal.SIGTERM: end, signal.SIGINT: end, signal.SIGHUP: lambda: fleet.signal(signal.SIGHUP)}
    for number, handler in numbers.items():
        loop.add_signal_handler(number, handler)
    running = asyncio.create_task(fleet.run())
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
        await fleet.stop(grace + MARGIN)
        stopped.cancel()
        return await _status(running)
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


async def _status(running: asyncio.Task[None]) -> int:
    running.cancel()
    try:
        await running
    except StartError as error:
        return error.status
    except asyncio.CancelledError:
        pass
    return 0


class Pages:
    """The metrics page of all workers.

    Args:
        fleet: the workers.
    """

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._registry = CollectorRegistry()
        self._ready = Gauge("hansa_worker_ready", "1 while a worker is ready.", ["worker"], registry=self._registry)
        self._restarts = Counter(
            "hansa_worker_restarts", "Workers that ended and were started anew.", ["worker"], registry=self._registry
        )
        self._counted = dict.fromkeys((worker.name for worker in fleet.workers), 0)

    async def text(self) -> bytes:
        """In Prometheus' text format; a worker that does not answer is left out."""
        workers = self._fleet.workers
        problems = await asyncio.gather(*(worker.problem() for worker in workers))
        found = await asyncio.gather(*(self._page(worker) for worker in workers))
        pages = {worker.name: page for worker, page in zip(workers, found, strict=True) if page is not None}
        for worker, problem in zip(workers, problems, strict=True):
            self._ready.labels(worker.name).set(problem is None)
            self._restarts.labels(worker.name).inc(worker.restarts - self._counted[worker.name])
            self._counted[worker.name] = worker.restarts
        return generate_latest(self._registry) + merged(pages).encode()

    async def _page(self, worker: Worker) -> str | None:
        try:
            status, body = await worker.ask("/metrics", ANSWER)
        except NoAnswerError:
            return None
        return body.decode() if status == 200 else None
