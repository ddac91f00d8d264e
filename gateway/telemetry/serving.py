"""Two uvicorn servers in one event loop: the service and its admin port.

The admin port answers first and last, so that a supervisor can see a service start and stop.  SIGTERM and SIGINT let
open requests finish for a bounded time; a second signal does not wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator, Mapping

import uvicorn
from starlette.types import ASGIApp

from gateway.telemetry.admin import ReadyCheck
from gateway.telemetry.protocol import ServiceProtocol
from gateway.telemetry.start import StartError

logger = logging.getLogger(__name__)

_BACKLOG = 2048
_IDLE_SECONDS = 75


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket.

    Raises:
        StartError: the address cannot be had; the message names it and the reason.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise StartError(f"cannot listen on {host}:{port}: {error}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise StartError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    listener.setblocking(False)
    return listener


class Server(uvicorn.Server):
    """A uvicorn server that leaves signals to `serve` and reports a failed start as `StartError`."""

    def __init__(self, app: ASGIApp, *, grace: float, lifespan: bool = True) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=ServiceProtocol,
                lifespan="auto" if lifespan else "off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                backlog=_BACKLOG,
                timeout_keep_alive=_IDLE_SECONDS,
                timeout_graceful_shutdown=max(1, round(grace)),
            )
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:
            raise StartError("the application failed to start; the error is logged above") from None


class Lifecycle:
    """Wraps a service's readiness check with the state of its server: starting, serving, stopping.

    Args:
        check: the service's own.
        on_hangup: see `Service`.
    """

    def __init__(self, check: ReadyCheck | None, on_hangup: Callable[[], None] | None = None) -> None:
        self._check = check
        self.on_hangup = on_hangup
        self.main: Server | None = None
        self.stopping = False

    async def problems(self) -> Mapping[str, str]:
        if self.stopping:
            return {"service": "stopping"}
        if self.main is None or not self.main.started:
            return {"service": "starting"}
        return await self._check() if self._check else {}


async def serve(
    main: Server,
    main_socket: socket.socket,
    admin: Server | None,
    admin_socket: socket.socket | None,
    lifecycle: Lifecycle,
    grace: float,
) -> None:
    """Serve until a signal or until the main server ends.

    Raises:
        StartError: the application's start failed.
    """
    lifecycle.main = main
    stop = asyncio.Event()
    with _signals(lambda: _stop_or_hurry(stop, main), lifecycle.on_hangup):
        admin_task = asyncio.create_task(admin.serve([admin_socket])) if admin and admin_socket else None
        main_task = asyncio.create_task(main.serve([main_socket]))
        stop_task = asyncio.create_task(stop.wait())
        await asyncio.wait({main_task, stop_task}, return_when=asyncio.FIRST_COMPLETED)
        lifecycle.stopping = True
        main.should_exit = True
        try:
            async with asyncio.timeout(grace + 2):
                await main_task
        except TimeoutError:
            logger.warning("the application did not stop in time; it was cancelled")
        finally:
            stop_task.cancel()
            if admin and admin_task:
                admin.should_exit = admin.force_exit = True
                await admin_task


def _stop_or_hurry(stop: asyncio.Event, main: Server) -> None:
    if stop.is_set():
        main.force_exit = True
    stop.set()


@contextlib.contextmanager
def _signals(stop: Callable[[], None], hangup: Callable[[], None] | None) -> Iterator[None]:
    handlers = {signal.SIGTERM: stop, signal.SIGINT: stop, **({signal.SIGHUP: hangup} if hangup else {})}
    loop = asyncio.get_running_loop()
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in handlers:
            loop.remove_signal_handler(number)
