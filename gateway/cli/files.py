"""The files that commands read and write: a composed supergraph, and results."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from gateway.cli.output import FAILED, note, stop
from gateway.federation.supergraph import Supergraph, SupergraphError


def read_supergraph(file: Path) -> Supergraph:
    """The supergraph in `file`, or the command ends."""
    return checked_supergraph(file, read_content(file))


def read_content(file: Path) -> bytes:
    """The content of `file`, or the command ends."""
    try:
        return file.read_bytes()
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}")


def checked_supergraph(file: Path, content: bytes) -> Supergraph:
    """The supergraph in the `content` of `file`, or the command ends."""
    try:
        return Supergraph.from_bytes(content)
    except SupergraphError as error:
        stop(f"{file} is no supergraph: {error}")


def write_whole(file: Path, text: str) -> None:
    """Put `text` there at once: whoever reads the file finds the old or the new.  Raises OSError."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        fresh.write_text(text, "utf-8")
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def deliver(text: str, output: Path | None) -> None:
    """The result of a command: to the file `output`, or to stdout; the command ends when that cannot be."""
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        write_whole(output, text)
    except OSError as error:
        stop(f"{output} cannot be written: {error.strerror}", FAILED)
    note(f"{output} written")
