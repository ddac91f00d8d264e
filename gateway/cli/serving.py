"""`hansa serve`: settings and a graph, checked before anything listens, then the service until a signal."""

from __future__ import annotations

from pathlib import Path

from gateway.app import Graph, build_service, telemetry_settings
from gateway.cli.graphs import checked_supergraph, composed, read_content
from gateway.cli.output import stop
from gateway.cli.settings import settings_or_stop
from gateway.config import Settings, SettingsError
from gateway.federation.supergraph import Supergraph
from gateway.telemetry import run


def serve_graph(
    supergraph: Path | None, config: Path | None, settings_file: Path | None, host: str | None, port: int | None
) -> None:
    """Serve until SIGTERM or SIGINT."""
    if supergraph and config:
        stop("--supergraph and --config exclude each other: give one")
    settings = settings_or_stop(settings_file, _options(host, port))
    graph = _graph(settings, supergraph, config)
    try:
        service = build_service(settings, graph)
    except SettingsError as error:
        stop(error.problems)
    run(service, telemetry_settings(settings))


def _options(host: str | None, port: int | None) -> dict[str, dict[str, object]]:
    server: dict[str, object] = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    return {"server": server} if server else {}


def _graph(settings: Settings, supergraph: Path | None, config: Path | None) -> Graph:
    """The command line's choice, else that of the settings."""
    if not (supergraph or config):
        supergraph, config = settings.supergraph.file, settings.supergraph.config
    if supergraph:
        content = read_content(supergraph)
        return Graph(checked_supergraph(supergraph, content), content, supergraph)
    if not config:
        stop("no supergraph: give --supergraph FILE or --config FILE, or set supergraph.file in the settings")
    sdl = composed(config)
    return Graph(Supergraph.from_sdl(sdl), sdl.encode())
