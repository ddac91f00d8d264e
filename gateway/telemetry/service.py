"""The service kit: what every process of Hansa does the same way, from its first log line to its last span.

`run` serves a `Service` until a signal; `main` also covers building it.  A process that cannot start (busy port, bad
setting) says so in one log line and exits with 1.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

from pydantic import ValidationError
from starlette.types import ASGIApp

from gateway.telemetry.address import url_of
from gateway.telemetry.admin import ReadyCheck, admin_app, page_of
from gateway.telemetry.garbage import rare_collections
from gateway.telemetry.logs import configure_logging
from gateway.telemetry.memory import give_memory_back
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.middleware import TelemetryMiddleware
from gateway.telemetry.place import Place
from gateway.telemetry.serving import LateServer, Lifecycle, Server, join, listen, listen_unix, serve
from gateway.telemetry.settings import TelemetrySettings
from gateway.telemetry.start import StartError, explain_settings
from gateway.telemetry.tracing import start_tracing, stop_tracing

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Service:
    """One process: an ASGI application and where it listens.

    Args:
        name: in logs, traces and the trace file's name, e.g. `users`.
        app: the application; its lifespan is run.
        host: for both ports, unless `admin_host` says otherwise.
        port: 0 lets the system choose; the choice is logged as `listening`.
        admin_port: `/live`, `/ready`, `/metrics`; None for no admin port.
        ready: problems by name, empty when requests would be answered; None for always.
        metrics: the process's metrics, which a composition root may have handed to others already.
        admin_host: None for `host`.
        place: among several workers of this service; it says the port then, and where the admin application listens.
        on_hangup: called in the event loop on SIGHUP; None leaves SIGHUP as it is, which ends the process.
    """

    name: str
    app: ASGIApp
    host: str
    port: int
    admin_port: int | None = None
    ready: ReadyCheck | None = None
    metrics: Metrics = field(default_factory=Metrics)
    admin_host: str | None = None
    on_hangup: Callable[[], None] | None = None
    place: Place | None = None


def run(service: Service, settings: TelemetrySettings | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then return; exit with 1 when the service cannot start."""
    main(service.name, lambda: service, settings, service.place.worker if service.place else None)


def main(
    name: str, build: Callable[[], Service], settings: TelemetrySettings | None = None, worker: str | None = None
) -> None:
    """Build and serve a service, with logging in place before `build` is called.

    `build` may raise StartError, or pydantic's ValidationError for bad settings: one line and exit 1.
    """
    configure_logging(name, worker=worker)
    try:
        settings = settings or TelemetrySettings()
        configure_logging(name, settings.log_level, worker=worker)
        service = build()
    except ValidationError as error:
        _give_up(explain_settings(error))
    except StartError as error:
        _give_up(str(error))
    try:
        _serve(service, settings)
    except StartError as error:
        _give_up(str(error))


def _serve(service: Service, settings: TelemetrySettings) -> None:
    give_memory_back()
    grace, place = settings.shutdown_seconds, service.place
    lifecycle = Lifecycle(service.ready, service.on_hangup)
    app = TelemetryMiddleware(service.app, service.metrics)
    main_server: Server
    if place is None:
        main_socket, admin_socket = _open(service)
        main_server = Server(app, grace=grace)
        provider = start_tracing(service.name, settings)
    else:
        main_socket, admin_socket = None, listen_unix(place.admin)
        main_server = LateServer(app, lifecycle.own_problems, partial(join, service.host, place.port), grace=grace)
        provider = start_tracing(service.name, settings, place.worker)
    admin_server = None
    if admin_socket is not None:
        application = admin_app(service.name, lifecycle.problems, page_of(service.metrics.registry))
        admin_server = Server(application, grace=1, lifespan=False)
    try:
        with rare_collections(), asyncio.Runner(loop_factory=main_server.config.get_loop_factory()) as runner:
            runner.run(serve(main_server, main_socket, admin_server, admin_socket, lifecycle, grace))
    finally:
        stop_tracing(provider)
    logger.info("stopped")


def _open(service: Service) -> tuple[socket.socket, socket.socket | None]:
    """The sockets of a service that is one process: for clients, for admins."""
    main_socket = listen(service.host, service.port)
    listening, admin_socket = {"url": url_of(service.host, main_socket.getsockname()[1])}, None
    if service.admin_port is not None:
        host = service.admin_host or service.host
        admin_socket = listen(host, service.admin_port)
        listening["admin"] = url_of(host, admin_socket.getsockname()[1])
    logger.info("listening", extra=listening)
    return main_socket, admin_socket


def _give_up(reason: str) -> NoReturn:
    logger.error("cannot start: %s", reason)
    sys.exit(1)
