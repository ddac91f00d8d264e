"""`hansa diff`: what changed between two schemas, for people, for programs, and for a CI that stops at it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

import typer

from gateway.cli.files import read_content
from gateway.cli.graphs import composed
from gateway.cli.output import stop
from gateway.composition.diff import Change, DiffError, Document, Kind, Level, diff_documents

STATUSES: Final = {Level.DANGEROUS: 3, Level.BREAKING: 4, Level.SAFE: 5}
"""Exit status by the worst level found, when `--fail-on` names it or a milder one."""

COLOURS: Final = {Level.BREAKING: "red", Level.DANGEROUS: "yellow", Level.SAFE: "green"}


class FailOn(StrEnum):
    """From which level on the command fails."""

    BREAKING = "breaking"
    DANGEROUS = "dangerous"
    SAFE = "safe"
    NEVER = "never"


Choice = TypeVar("Choice", bound=StrEnum)


def one_of(option: str, given: str, choices: type[Choice]) -> Choice:
    """The choice that `given` names, or the command ends."""
    try:
        return choices(given)
    except ValueError:
        stop(f"{option} is {', '.join(each.value for each in choices)}; not {given}")


def diff_files(old: Path, new: Path, kind: Kind | None, fail_on: FailOn, as_json: bool) -> None:
    """Print the changes from `old` to `new`; ends with a status for the worst of them, if that is to fail."""
    if old == new == Path("-"):
        stop("only one of the two can be stdin (-)")
    try:
        changes = diff_documents(_read(old), _read(new), kind)
    except DiffError as error:
        stop(error.problems)
    typer.echo(_json(changes) if as_json else _text(changes))
    worst = max((each.level for each in changes), key=lambda level: level.severity, default=None)
    if worst is not None and fail_on is not FailOn.NEVER and worst.severity >= Level(fail_on.value).severity:
        raise typer.Exit(STATUSES[worst])


def _read(file: Path) -> Document:
    """SDL of a file or stdin; a configuration is composed."""
    if file == Path("-"):
        return Document("stdin", sys.stdin.read())
    if file.suffix in (".yaml", ".yml"):
        return Document(str(file), composed(file))
    try:
        return Document(str(file), read_content(file).decode("utf-8"))
    except UnicodeDecodeError:
        stop(f"{file} is not UTF-8 text")


def _json(changes: Sequence[Change]) -> str:
    counts = {level.value: sum(each.level is level for each in changes) for level in Level}
    return json.dumps({"counts": counts, "changes": [each.to_dict() for each in changes]}, indent=2)


def _text(changes: Sequence[Change]) -> str:
    if not changes:
        return "No changes."
    lines = []
    for level in Level:
        found = [each for each in changes if each.level is level]
        if found:
            lines += [typer.style(f"{level.value} ({len(found)})", fg=COLOURS[level], bold=True)]
            lines += [f"  {each.code} {each.message}\n      {each.reason}" for each in found]
            lines += [""]
    return "\n".join([*lines, _summary(changes)])


def _summary(changes: Sequence[Change]) -> str:
    parts = [f"{sum(each.level is level for each in changes)} {level.value}" for level in Level]
    return f"{len(changes)} change{'s' if len(changes) != 1 else ''}: {', '.join(parts)}."
