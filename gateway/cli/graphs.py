"""From Rover's configuration to a supergraph, for the commands that need one.

Running subgraphs are asked for their SDL.  What is composed already is read by `files`, which loads nothing of
composition: a gateway that serves a file has no use for it.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from graphql import print_schema

from gateway.cli.fetching import SdlFetcher
from gateway.cli.output import FAILED, note, stop
from gateway.composition import CompositionResult, ConfigError, compose_config
from gateway.composition.collecting import few_collections
from gateway.federation.supergraph import Supergraph


def composed(config: Path, contract: str | None = None, validation_steps: int | None = None) -> str:
    """The supergraph SDL that `config` describes, or the view of one of its contracts; hints go to stderr.

    With errors the command ends.
    """
    result = compose_or_stop(config, contract, validation_steps)
    for hint in result.hints:
        note(str(hint))
    if result.supergraph_sdl is None:
        stop(failure(config, result), FAILED)
    return result.supergraph_sdl


def compose_or_stop(config: Path, contract: str | None, validation_steps: int | None = None) -> CompositionResult:
    """What `config` composes to, or the command ends: the file itself is at fault."""
    try:
        return compose_once(config, contract, validation_steps)
    except ConfigError as error:
        stop(f"{error.path}: {problem}" for problem in error.problems)


def compose_once(config: Path, contract: str | None, validation_steps: int | None) -> CompositionResult:
    """What `config` composes to.  Raises ConfigError: the file itself is at fault."""
    with few_collections():
        return asyncio.run(compose_config(config, os.environ, SdlFetcher(), contract, validation_steps))


def failure(file: Path, result: CompositionResult, what: str = "does not compose") -> list[str]:
    """Every error with its excerpts and advice, after a line that says what `file` does not do and counts them."""
    count = len(result.errors)
    head = f"{file} {what}: {count} error{'s' if count != 1 else ''}"
    return [head, *(line for error in result.errors for line in ("", *str(error).split("\n")))]


def api_sdl(supergraph: Supergraph) -> str:
    """The SDL of what clients see."""
    return f"{print_schema(supergraph.api_schema)}\n"
