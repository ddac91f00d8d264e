"""`hansa plan`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import typer

from gateway.cli.files import read_supergraph
from gateway.cli.output import FAILED, note, stop
from gateway.planning import Document, DocumentError, PlanError, Planner, plan_to_json, print_plan


def plan_operation(
    supergraph: Path,
    operation: Path | None,
    name: str | None,
    as_json: bool,
    scopes: str | None,
    variables: str = "{}",
    labels: Sequence[str] = (),
) -> None:
    """Print the plan of one operation.

    Args:
        supergraph: SDL file.
        operation: file; None reads stdin.
        name: which operation of several.
        as_json: for programs.
        scopes: space-separated; None stands for an anonymous caller.
        variables: a JSON object; of them only those of `@skip` and `@include` matter.
        labels: of the progressive overrides in force.
    """
    graph = read_supergraph(supergraph)
    text = _read(operation)
    try:
        document = Document.read(graph, text, name)
        caller = None if scopes is None else frozenset(scopes.split())
        variant = document.variant(_variables(variables), caller, frozenset(labels))
        plan = Planner(graph).plan(document, variant)
    except DocumentError as error:
        stop((_line(problem, operation) for problem in error.errors), FAILED)
    except PlanError as error:
        stop(error.message, FAILED)
    if variant.denied:
        without = ", ".join(sorted(".".join(field) for field in variant.denied))
        note(f"Planned for {'an anonymous caller' if caller is None else 'these scopes'}, who may not see {without}.")
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(plan_to_json(plan, variant))))
    else:
        typer.echo(print_plan(plan, variant))


def _variables(text: str) -> Mapping[str, Any]:
    try:
        found = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        stop(f"--variables is not JSON: {error}")
    if not isinstance(found, dict):
        stop("--variables is not a JSON object")
    return found


def _read(operation: Path | None) -> str:
    if operation is None:
        return sys.stdin.read()
    try:
        return operation.read_text("utf-8")
    except OSError as error:
        stop(f"{operation} cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        stop(f"{operation} is not UTF-8 text")


def _line(problem: Mapping[str, Any], operation: Path | None) -> str:
    locations = problem.get("locations")
    place = locations[0] if isinstance(locations, list) and locations else {}
    where = f"{operation or 'stdin'}{''.join(f':{place[key]}' for key in ('line', 'column') if key in place)}"
    return f"{where}: {problem['message']}"
