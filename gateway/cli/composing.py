"""`hansa compose`."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from gateway.cli.graphs import composed
from gateway.cli.output import FAILED, note, stop


def compose_graph(config: Path, output: Path | None) -> None:
    """Write the supergraph to `output` (whole or not at all) or to stdout."""
    sdl = composed(config)
    if output is None:
        typer.echo(sdl, nl=not sdl.endswith("\n"))
        return
    fresh = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        fresh.write_text(sdl if sdl.endswith("\n") else f"{sdl}\n", "utf-8")
        fresh.replace(output)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        stop(f"{output} cannot be written: {error.strerror}", FAILED)
    note(f"{output} written")
