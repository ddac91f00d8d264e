"""`hansa compose --watch`: composes again whenever the configuration or a subgraph changes, until it is ended.

The files are replaced whole, and only by a supergraph that is good: with errors, which are shown until they are gone,
what was written last stays.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from gateway.cli.fetching import SdlFetcher
from gateway.cli.files import write_whole
from gateway.cli.graphs import api_sdl, failure
from gateway.cli.output import complain, note
from gateway.composition import CompositionResult, ConfigWatch
from gateway.federation.supergraph import Supergraph

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


@dataclass(slots=True)
class Target:
    """What a good composition is written to; with neither file it is only judged."""

    config: Path
    supergraph: Path | None
    api: Path | None
    failing: bool = False

    def show(self, result: CompositionResult) -> None:
        """Write and tell, or tell what is wrong; on a terminal in place of what was told before."""
        if sys.stderr.isatty():
            typer.echo(_CLEAR, err=True, nl=False)
        for hint in result.hints:
            note(str(hint))
        if result.supergraph_sdl is None:
            self.failing = True
            complain([*failure(self.config, result), *self._kept()])
            return
        fixed = "again: the errors are gone" if self.failing else ""
        note(" ".join(filter(None, (f"{self.config} composes", fixed))))
        self.failing = False
        self._write(result.supergraph_sdl)

    def _kept(self) -> list[str]:
        kept = [each for each in (self.supergraph, self.api) if each is not None and each.exists()]
        return ["", f"{' and '.join(map(str, kept))} stay{'s' if len(kept) == 1 else ''} as before"] if kept else []

    def _write(self, sdl: str) -> None:
        texts = [(self.supergraph, sdl)]
        if self.api is not None:
            texts.append((self.api, api_sdl(Supergraph.from_sdl(sdl))))
        for file, text in texts:
            if file is None:
                continue
            try:
                write_whole(file, text)
            except OSError as error:
                complain([f"{file} cannot be written: {error.strerror}"])
            else:
                note(f"{file} written")


def watch_graph(config: Path, contract: str | None, output: Path | None, api: Path | None, poll: float) -> None:
    """Compose now and at every change, until SIGINT or SIGTERM.

    Args:
        poll: seconds between looks.
    """
    watch = ConfigWatch(config, os.environ, SdlFetcher(), contract)
    asyncio.run(_watch(watch, Target(config, output, api), poll))


async def _watch(watch: ConfigWatch, target: Target, poll: float) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    looking = asyncio.create_task(_look(watch, target, poll))
    ending = asyncio.create_task(ended.wait())
    await asyncio.wait((looking, ending), return_when=asyncio.FIRST_COMPLETED)
    looking.cancel()
    ending.cancel()
    await asyncio.gather(looking, ending, return_exceptions=True)
    if looking.done() and not looking.cancelled() and (error := looking.exception()):
        raise error


async def _look(watch: ConfigWatch, target: Target, poll: float) -> None:
    while True:
        result = await watch.look()
        if result is not None:
            target.show(result)
        await asyncio.sleep(poll)
