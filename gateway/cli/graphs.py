"""From files to a supergraph, for the commands that need one.

A supergraph is read from a composed file, or composed from Rover's configuration; running subgraphs are then asked for
their SDL.
"""

from __future__ import annotations

import asyncio
import functools
import os
from pathlib import Path

import httpx2

from gateway.cli.output import FAILED, note, stop
from gateway.composition import CompositionResult, ConfigError, compose, load_config, load_sources
from gateway.federation.supergraph import Supergraph, SupergraphError

_FETCH_SECONDS = 10.0
_FETCH_BYTES = 32 * 2**20


def read_supergraph(file: Path) -> Supergraph:
    """The supergraph in `file`, or the command ends."""
    return checked_supergraph(file, read_content(file))


def read_content(file: Path) -> bytes:
    """The content of `file`, or the command ends."""
    try:
        return file.read_bytes()
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}")


def checked_supergraph(file: Path, content: bytes) -> Supergraph:
    """The supergraph in the `content` of `file`, or the command ends."""
    try:
        return Supergraph.from_bytes(content)
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
    async with httpx2.AsyncClient(timeout=_FETCH_SECONDS, trust_env=False) as client:
        sources = await load_sources(settings, functools.partial(_fetch, client))
    if sources.errors:
        return CompositionResult(None, sources.errors)
    return compose(sources.sources)


async def _fetch(client: httpx2.AsyncClient, url: str, body: bytes) -> bytes:
    """POST a question for the SDL; the answer's body whatever its status.  Raises OSError or ValueError."""
    headers = {"content-type": "application/json", "accept": "application/json"}
    answer = bytearray()
    try:
        async with client.stream("POST", url, content=body, headers=headers) as response:
            async for chunk in response.aiter_bytes():
                answer += chunk
                if len(answer) > _FETCH_BYTES:
                    raise ValueError(f"the answer is larger than {_FETCH_BYTES} bytes")
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise OSError(str(error) or type(error).__name__) from error
    return bytes(answer)
