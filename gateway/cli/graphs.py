"""From files to a supergraph, for the commands that need one.

A supergraph is read from a composed file, or composed from Rover's configuration; running subgraphs are then asked for
their SDL with the gateway's own HTTP client.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from gateway.cli.output import FAILED, note, stop
from gateway.composition import CompositionResult, ConfigError, compose, load_config, load_sources
from gateway.federation.supergraph import Supergraph, SupergraphError
from gateway.upstream import HttpClient, HttpFailure

_FETCH_SECONDS = 10.0
_FETCH_BYTES = 32 * 2**20


def read_supergraph(file: Path) -> Supergraph:
    """The supergraph in `file`, or the command ends."""
    try:
        return Supergraph.from_sdl(file.read_text("utf-8"))
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        stop(f"{file} is not UTF-8 text")
    except SupergraphError as error:
        stop(f"{file} is no supergraph: {error}")


def composed(config: Path) -> str:
    """The supergraph SDL that `config` describes; hints go to stderr.  With errors the command ends."""
    try:
        result = asyncio.run(_compose(config))
    except ConfigError as error:
        stop(f"{error.path}: {problem}" for problem in error.problems)
    for hint in result.hints:
        note(str(hint))
    if result.supergraph_sdl is None:
        count = len(result.errors)
        head = f"{config} does not compose: {count} error{'s' if count != 1 else ''}"
        stop([head, *(line for error in result.errors for line in ("", *str(error).split("\n")))], FAILED)
    return result.supergraph_sdl


async def _compose(config: Path) -> CompositionResult:
    settings = load_config(config, os.environ)
    async with HttpClient() as client:

        async def fetch(url: str, body: bytes) -> bytes:
            headers = {"content-type": "application/json", "accept": "application/json"}
            try:
                response = await client.post(url, body, headers, timeout=_FETCH_SECONDS, max_bytes=_FETCH_BYTES)
            except HttpFailure as failure:
                raise OSError(failure.detail) from failure
            return response.body

        sources = await load_sources(settings, fetch)
    if sources.errors:
        return CompositionResult(None, sources.errors)
    return compose(sources.sources)
