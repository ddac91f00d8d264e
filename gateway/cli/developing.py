"""`hansa serve --config`: a graph that is composed again whenever a subgraph changes, and what is told of it.

Told in three places: in the log, on the terminal (with lines and advice), and to GraphiQL, which asks for `report`.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path

from gateway.cli.fetching import SdlFetcher
from gateway.cli.graphs import failure
from gateway.cli.output import complain, note
from gateway.composition import CompositionError, CompositionResult, ConfigWatch
from gateway.execution.watch import Content, Unfit, digest_of

logger = logging.getLogger(__name__)


class DevelopedGraph:
    """What a configuration composes to, at each look.

    Args:
        config: Rover's supergraph.yaml.
        contract: the name of one of its contracts; None for the whole supergraph.
    """

    def __init__(self, config: Path, contract: str | None) -> None:
        self._config = config
        self._watch = ConfigWatch(config, os.environ, SdlFetcher(), contract)
        self._errors: tuple[CompositionError, ...] = ()
        self.result = CompositionResult(None)

    async def look(self, *, again: bool = False) -> Content | Unfit | None:
        """The supergraph if it is new; why there is none if that is new; else None."""
        result = await self._watch.look(again=again)
        if result is None:
            return None
        self.result = result
        self._tell(result.errors)
        if result.supergraph_sdl is None:
            return Unfit("\n".join(f"{error.code}: {error.message}" for error in result.errors))
        data = result.supergraph_sdl.encode()
        return Content(data, digest_of(data))

    def refuse(self, reason: str) -> None:
        """It composes, but cannot be served with these settings."""
        advice = "Correct the settings of the gateway, or the subgraphs."
        self._tell((CompositionError("SUPERGRAPH_REFUSED", reason, advice=advice),))

    def report(self, served: str | None) -> bytes:
        """As `gateway.app.Development` says; `errors` is empty when all is well."""
        errors = [error.to_dict() for error in self._errors]
        return json.dumps({"config": self._config.name, "served": served, "errors": errors}).encode()

    def _tell(self, errors: tuple[CompositionError, ...]) -> None:
        fixed = bool(self._errors) and not errors
        self._errors = errors
        if fixed:
            logger.info("composition errors are gone")
        if not sys.stderr.isatty():
            return
        if errors:
            complain(failure(self._config, CompositionResult(None, errors)))
        elif fixed:
            note(f"{self._config} composes again: the errors are gone")
