"""`hansa serve` with several workers: this process supervises, and gives each worker the settings that it has read.

So a worker that is started anew has the settings of the others, whatever their file says by then.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.cli.observing import telemetry_settings
from gateway.cli.worker import Task
from gateway.config import Settings
from gateway.telemetry import Place, StartError, configure_logging
from gateway.workers import Front, Launch, supervise

if TYPE_CHECKING:
    from gateway.composition import Contract


def supervise_workers(settings: Settings, supergraph: Path, contract: Contract | None, workers: int) -> None:
    """Supervise until SIGTERM or SIGINT; the command ends with 1 or 2 when the workers cannot start."""
    telemetry = telemetry_settings(settings)
    name, admin = settings.telemetry.service_name, settings.admin
    configure_logging(name, telemetry.log_level)

    def given(place: Place) -> bytes:
        return pickle.dumps(Task(settings, supergraph, contract, place))

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    launch = Launch(sys.executable, ("-m", "gateway.cli.worker"), environment, given)
    front = Front(
        name,
        settings.server.host,
        settings.server.port,
        admin.host,
        admin.port if admin.enabled else None,
        workers,
        telemetry.shutdown_seconds,
    )
    try:
        status = asyncio.run(supervise(front, launch))
    except StartError as error:
        typer.echo(f"cannot start: {error}", err=True)
        status = 1
    raise typer.Exit(status)
