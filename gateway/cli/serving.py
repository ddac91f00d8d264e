"""`hansa serve`: settings and a graph, checked before anything listens, then the service until a signal.

With several workers this process supervises and reads no graph itself; see `supervising`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gateway.cli.observing import telemetry_settings
from gateway.cli.output import FAILED, MISUSED, note, stop
from gateway.cli.settings import settings_or_stop
from gateway.config import Settings, SettingsError
from gateway.config.model import SupergraphSettings

if TYPE_CHECKING:
    from gateway.app import Graph
    from gateway.composition import Contract
    from gateway.execution.watch import FileWatch


def serve_graph(
    supergraph: Path | None,
    config: Path | None,
    settings_file: Path | None,
    options: dict[str, dict[str, object]],
) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        options: settings of the command line, by section; they win over the file's.
    """
    if supergraph and config:
        stop("--supergraph and --config exclude each other: give one")
    settings = settings_or_stop(settings_file, options)
    if not (supergraph or config):
        supergraph, config = settings.supergraph.file, settings.supergraph.config
    workers = _workers(settings)
    contract = _contract(settings.supergraph) if supergraph else None
    if workers == 1:
        _serve(settings, _graph(settings, supergraph, config, contract))
        return
    from gateway.cli.supervising import supervise_workers

    if supergraph is None:
        stop(f"{workers} workers need a composed supergraph: give --supergraph FILE (`hansa compose` makes one)")
    supervise_workers(settings, supergraph, contract, workers)


def _workers(settings: Settings) -> int:
    if settings.server.workers != "auto":
        return settings.server.workers
    from gateway.workers import available_cores

    return available_cores()


def _contract(settings: SupergraphSettings) -> Contract | None:
    """By which a composed file is served; None for all of it."""
    if settings.contract is None:
        return None
    from gateway.cli.viewing import UnknownContractError, contract_of

    try:
        return contract_of(settings.contract, settings.contracts)
    except UnknownContractError as error:
        stop(str(error))


def _serve(settings: Settings, graph: Graph) -> None:
    from gateway.app import build_service
    from gateway.telemetry import run

    try:
        service = build_service(settings, graph)
    except SettingsError as error:
        stop(error.problems)
    run(service, telemetry_settings(settings))


def _graph(settings: Settings, supergraph: Path | None, config: Path | None, contract: Contract | None) -> Graph:
    """The command line's choice, else that of the settings."""
    from gateway.app import Graph
    from gateway.cli.files import checked_supergraph, read_content
    from gateway.execution.watch import FileWatch, PlainFile, digest_of

    if supergraph:
        content = read_content(supergraph)
        watch = FileWatch(PlainFile(supergraph), digest_of(content))
        if contract is not None:
            return _viewed(supergraph, content, watch, contract)
        return Graph(checked_supergraph(supergraph, content), content, watch)
    if not config:
        stop("no supergraph: give --supergraph FILE or --config FILE, or set supergraph.file in the settings")
    return _composed(config, settings.supergraph)


def _viewed(file: Path, content: bytes, watch: FileWatch, contract: Contract) -> Graph:
    """The contract's view of a composed file, at each change anew."""
    from gateway.app import Graph
    from gateway.cli.graphs import failure
    from gateway.cli.viewing import NoViewError, ViewWatch, view_of
    from gateway.composition import CompositionResult
    from gateway.federation.supergraph import Supergraph, SupergraphError

    try:
        view, hints = view_of(content, contract)
    except SupergraphError as error:
        stop(f"{file} is no supergraph: {error}")
    except NoViewError as error:
        stop(failure(file, CompositionResult(None, error.errors), "has no such contract"), FAILED)
    for hint in hints:
        note(str(hint))
    return Graph(Supergraph.from_bytes(view), view, ViewWatch(watch, contract))


def _composed(config: Path, settings: SupergraphSettings) -> Graph:
    """Composed now and at each change; in development it may come to compose later."""
    import asyncio

    from gateway.app import Graph
    from gateway.cli.developing import DevelopedGraph
    from gateway.cli.graphs import failure
    from gateway.composition import CONFIGURATION
    from gateway.execution.watch import Content
    from gateway.federation.supergraph import Supergraph

    if not config.exists():
        stop(f"{config}: cannot be read: No such file or directory")
    developed = DevelopedGraph(config, settings.contract)
    found = asyncio.run(developed.look())
    development = developed if settings.development else None
    if isinstance(found, Content):
        for hint in developed.result.hints:
            note(str(hint))
        return Graph(Supergraph.from_bytes(found.data), found.data, developed, development)
    if development is None:
        at_fault = all(error.code == CONFIGURATION for error in developed.result.errors)
        stop(failure(config, developed.result), MISUSED if at_fault else FAILED)
    return Graph(None, b"", developed, development)
