"""Two uvicorn servers in one event loop: the service and its admin port.

The admin port answers first and last, so that a supervisor can see a service start and stop.  SIGTERM and SIGINT let
open requests finish for a bounded time; a second signal does not wait.  Before that, for a moment, each answer says
that it is the connection's last, so that no client sends a request into a connection that is being closed.

One of several workers of a service (`LateServer`) joins the port that they share only when it is ready.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from gateway.telemetry.admin import ReadyCheck
from gateway.telemetry.protocol import ServiceProtocol
from gateway.telemetry.start import StartError

logger = logging.getLogger(__name__)

_BACKLOG = 2048
_IDLE_SECONDS = 75
_READY_LOOK = 0.02


_LAST_REQUESTS = 0.25


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket.

    Raises:
        StartError: the address cannot be had; the message names it and the reason.
    """
    return _bound(host, port, listening=True)


def reserve(host: str, port: int) -> socket.socket:
    """A socket that holds a port for others that `join` it, and takes no connections itself.

    It is bound alone, so that a port that somebody else has is refused, and open to company only then.

    Raises:
        StartError: as `listen`.
    """
    held = _bound(host, port)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return held


def join(host: str, port: int) -> socket.socket:
    """A listening TCP socket on a port that is reserved; the kernel spreads connections among those that joined.

    Raises:
        StartError: as `listen`.
    """
    return _bound(host, port, listening=True, shared=True)


def _bound(host: str, port: int, *, listening: bool = False, shared: bool = False) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise StartError(f"cannot listen on {host}:{port}: {error}") from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind(address)
        if listening:
            bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        raise StartError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    bound.setblocking(False)
    return bound


def listen_unix(path: Path) -> socket.socket:
    """A listening Unix socket; raises StartError."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise StartError(f"cannot listen on {path}: {error.strerror or error}") from error
    listener.setblocking(False)
    return listener


def web_sockets(**arguments: Any) -> asyncio.Protocol:
    """uvicorn's protocol for a connection that becomes a WebSocket, loaded with the first one."""
    from uvicorn.protocols.websockets.auto import AutoWebSocketsProtocol

    protocol: asyncio.Protocol = AutoWebSocketsProtocol(**arguments)  # type: ignore[misc]
    return protocol


class Server(uvicorn.Server):
    """A uvicorn server that leaves signals to `serve` and reports a failed start as `StartError`."""

    def __init__(self, app: ASGIApp, *, grace: float, lifespan: bool = True) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=ServiceProtocol,
                ws=web_sockets,  # type: ignore[arg-type]  # it is called as the class would be
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

    @property
    def listening(self) -> bool:
        """Whether clients can come."""
        return self.started

    async def let_go(self) -> None:
        """Answer what comes for a moment, each answer the last of its connection."""
        if not self.server_state.connections:
            return
        self.config.encoded_headers.append((b"connection", b"close"))
        self.server_state.default_headers = [*self.server_state.default_headers, (b"connection", b"close")]
        await asyncio.sleep(_LAST_REQUESTS)


class LateServer(Server):
    """Listens only when there are no problems any more.

    Args:
        problems: why clients should not come yet.
        enter: makes the listening socket.
    """

    def __init__(self, app: ASGIApp, problems: ReadyCheck, enter: Callable[[], socket.socket], *, grace: float) -> None:
        super().__init__(app, grace=grace)
        self._problems = problems
        self._enter = enter
        self._listening = False

    @property
    def listening(self) -> bool:
        return self._listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup([])
        while True:
            if self.should_exit:
                return
            if not await self._problems():
                break
            await asyncio.sleep(_READY_LOOK)
        loop, config = asyncio.get_running_loop(), self.config
        server = await loop.create_server(
            lambda: ServiceProtocol(config, self.server_state, self.lifespan.state), sock=self._enter()
        )
        self.servers.append(server)
        self._listening = True


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
        if self.main is None or not self.main.listening:
            return {"service": "starting"}
        return await self.own_problems()

    async def own_problems(self) -> Mapping[str, str]:
        """What the service itself has to say."""
        return await self._check() if self._check else {}


async def serve(
    main: Server,
    main_socket: socket.socket | None,
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
        main_task = asyncio.create_task(main.serve([main_socket] if main_socket else []))
        stop_task = asyncio.create_task(stop.wait())
        await asyncio.wait({main_task, stop_task}, return_when=asyncio.FIRST_COMPLETED)
        lifecycle.stopping = True
        if not main_task.done():
            await main.let_go()
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
