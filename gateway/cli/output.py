"""How commands end when they cannot do what was asked: a line, or a block of lines, and an exit status."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

import typer

FAILED = 1
MISUSED = 2


def stop(lines: str | Iterable[str], status: int = MISUSED) -> NoReturn:
    """As `complain`, and end."""
    complain([lines] if isinstance(lines, str) else lines)
    raise typer.Exit(status)


def complain(lines: Iterable[str]) -> None:
    """Print to stderr; the first line begins with `error:`."""
    first, *rest = lines
    typer.echo(f"{typer.style('error:', fg='red', bold=True)} {first}", err=True)
    for line in rest:
        typer.echo(f"       {line}" if line else "", err=True)


def note(line: str) -> None:
    """Something worth knowing that is not the result: to stderr, so that the result can be piped."""
    typer.echo(line, err=True)
