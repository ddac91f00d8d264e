"""`hansa compose`, `hansa contract` and `hansa api`: from subgraphs to a supergraph, a view of it, what clients see."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from gateway.cli.files import checked_supergraph, deliver, read_content, read_supergraph
from gateway.cli.graphs import api_sdl, compose_once, composed, failure
from gateway.cli.output import FAILED, MISUSED, note, stop
from gateway.composition import CompositionResult, ConfigError, Contract, apply_contract, configuration_errors
from gateway.federation.supergraph import Supergraph


def compose_graph(
    config: Path,
    contract: str | None,
    output: Path | None,
    api: Path | None,
    as_json: bool,
    validation_steps: int | None,
) -> None:
    """Write the supergraph to `output` or stdout, and what clients see to `api` if that is given."""
    if as_json:
        _compose_to_json(config, contract, output, api, validation_steps)
        return
    sdl = composed(config, contract, validation_steps)
    deliver(sdl, output)
    if api is not None:
        deliver(api_sdl(Supergraph.from_sdl(sdl)), api)


def _compose_to_json(
    config: Path, contract: str | None, output: Path | None, api: Path | None, validation_steps: int | None
) -> None:
    """As `compose_graph`, with the findings as JSON on stdout, which has the supergraph too unless a file gets it."""
    status = FAILED
    try:
        result = compose_once(config, contract, validation_steps)
    except ConfigError as error:
        result, status = CompositionResult(None, configuration_errors(error)), MISUSED
    sdl = result.supergraph_sdl
    typer.echo(json.dumps(report(result) | ({} if output else {"supergraph": sdl}), indent=2))
    if sdl is None:
        raise typer.Exit(status)
    if output is not None:
        deliver(sdl, output)
    if api is not None:
        deliver(api_sdl(Supergraph.from_sdl(sdl)), api)


def report(result: CompositionResult) -> dict[str, object]:
    """The findings of a composition, for JSON."""
    return {
        "errors": [each.to_dict() for each in result.errors],
        "hints": [each.to_dict() for each in result.hints],
    }


def contract_graph(
    supergraph: Path, name: str, include: list[str], exclude: list[str], hide_unreachable: bool, output: Path | None
) -> None:
    """Write the supergraph of a contract that the command line describes."""
    if not include and not exclude:
        stop("give --include or --exclude: without tags a contract hides nothing")
    content = read_content(supergraph)
    checked_supergraph(supergraph, content)
    contract = Contract(name, frozenset(include), frozenset(exclude), hide_unreachable)
    result = apply_contract(content.decode(), contract)
    for hint in result.hints:
        note(str(hint))
    if result.supergraph_sdl is None:
        stop(failure(supergraph, CompositionResult(None, result.errors), "has no such contract"), FAILED)
    deliver(result.supergraph_sdl, output)


def print_api(supergraph: Path | None, config: Path | None, contract: str | None, output: Path | None) -> None:
    """Write the API schema of a supergraph file, or of one composed from a configuration."""
    if (supergraph is None) == (config is None):
        stop("give --supergraph FILE or --config FILE, one of them")
    if supergraph is not None:
        if contract is not None:
            stop("--contract names a contract of --config; `hansa contract` makes one of a supergraph file")
        graph = read_supergraph(supergraph)
    else:
        assert config is not None
        graph = Supergraph.from_sdl(composed(config, contract))
    deliver(api_sdl(graph), output)
