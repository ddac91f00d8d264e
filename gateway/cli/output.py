"""How commands end when they cannot do what was asked: a line, or a block of lines, and an exit status."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

import typer

FAILED = 1
MISUSED = 2


def stop(lines: str | Iterable[str], status: int = MISUSED) -> NoReturn:
    """Print to stderr and end; the first line begins with `error:`."""
    first, *rest = [lines] if isinstance(lines, str) else list(lines)
    typer.echo(f"{typer.style('error:', fg='red', bold=True)} {first}", err=True)
    for line in rest:
        typer.echo(f"       {line}", err=True)
    raise typer.Exit(status)


def note(line: str) -> None:
    """Something worth knowing that is not the result: to stderr, so that the result can be piped."""
    typer.echo(line, err=True)
