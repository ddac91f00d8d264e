"""Replaces the engine when the supergraph's file has changed, without a failed request.

    look      is there new content?                          (`watch`)
    build     read and check it, in a thread                 a bad one is refused, told once, and nothing changes
    warm      plan what the old engine's callers ask for     within a number of documents and a time
    swap      the next request runs on the new engine        (`generations`)

Whatever goes wrong before the swap leaves the engine in force as it is; nothing ends `run` but its cancellation.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from graphql import OperationDefinitionNode, parse

from gateway.execution.engine import Engine, Recent
from gateway.execution.generations import Generations
from gateway.execution.watch import Content, Trouble, Unfit

logger = logging.getLogger(__name__)

Outcome = Literal["swapped", "refused", "unreadable"]

SHOWN_OF_A_REASON: Final = 2_000
SHOWN_OF_A_DIGEST: Final = 16
LONGEST_PAUSE: Final = 0.1


class RefusedError(Exception):
    """Content that will not be served; the message says why, for the operator."""


class Clock(Protocol):
    """Time in seconds; `asyncio`'s own outside of tests."""

    def time(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class LoopClock:
    """The clock of the running event loop."""

    def time(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Report(Protocol):
    """Gets what became of the supergraph, for metrics."""

    def serving(self, digest: str) -> None:
        """The supergraph with this digest is in force."""

    def attempted(self, outcome: Outcome) -> None:
        """A change was dealt with."""


class Looks(Protocol):
    """Where a new supergraph comes from."""

    async def look(self, *, again: bool = False) -> Content | Trouble | Unfit | None:
        """News since the last look, or None; with `again` also what was told before."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """What is planned before an engine gets requests.

    Args:
        documents: how many of the old engine's most recent ones.
        seconds: after which no further one is begun.
        always: documents for every engine, the first one too.
    """

    documents: int = 100
    seconds: float = 10.0
    always: Sequence[Recent] = ()


def recent_of(text: str) -> list[Recent]:
    """Every operation of a document, as clients may ask for it: a sole one with its name and without.

    Raises GraphQLSyntaxError.
    """
    operations = (node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode))
    names = [node.name.value if node.name else None for node in operations]
    if len(names) == 1:
        names = list(dict.fromkeys((None, *names)))
    return [Recent(text, name) for name in names]


class Reloader:
    """Runs beside the application.

    Args:
        generations: what answers requests.
        digest: of the supergraph that is served at first, as `watch.digest_of` has it.
        watch: the supergraph's file, or what composes it; None when there is nothing to look at.
        build: an engine from the file's content; called in a thread.  Raises RefusedError.
        poll: seconds between looks; None to look only when told to.
        warm_up: see `WarmUp`.
        report: told every outcome.
    """

    def __init__(
        self,
        generations: Generations,
        digest: str,
        watch: Looks | None,
        build: Callable[[bytes], Engine],
        *,
        poll: float | None,
        warm_up: WarmUp,
        report: Report,
        clock: Clock | None = None,
    ) -> None:
        self._generations = generations
        self._digest = digest
        self._watch = watch
        self._build = build
        self._poll = poll
        self._warm_up = warm_up
        self._report = report
        self._clock = clock or LoopClock()
        self._asked = asyncio.Event()
        self._warmed = False
        report.serving(digest[:SHOWN_OF_A_DIGEST])

    @property
    def generations(self) -> Generations:
        """What answers requests."""
        return self._generations

    @property
    def digest(self) -> str:
        """The beginning of the digest of the supergraph in force."""
        return self._shown

    async def run(self) -> None:
        """Warm the first engine, then look for changes until cancelled."""
        await self._warm(self._generations.engine, ())
        self._warmed = True
        while True:
            asked = await self._wait()
            try:
                await self.check(asked=asked)
            except Exception:
                logger.exception("looking for a new supergraph failed")

    def ask(self) -> None:
        """Look now, and say what is found even if it is nothing new."""
        self._asked.set()

    async def problems(self) -> Mapping[str, str]:
        """Why requests should not come yet: a bad file is no reason, since the last good one is served."""
        return {} if self._warmed else {"supergraph": "operations are being planned ahead"}

    async def check(self, *, asked: bool = False) -> None:
        """Look once, and reload if there is something new.

        Args:
            asked: whether somebody waits for an answer in the log.
        """
        if self._watch is None:
            logger.warning("there is nothing to read the supergraph from again")
            return
        news = await self._watch.look(again=asked)
        if isinstance(news, Trouble):
            self._report.attempted("unreadable")
            logger.error("supergraph file unreadable, the last good one stays", extra={"reason": news.reason})
        elif isinstance(news, Unfit):
            self._report.attempted("refused")
            reason = {"reason": news.reason[:SHOWN_OF_A_REASON], "supergraph": self._shown}
            logger.error("supergraph refused, the last good one stays", extra=reason)
        elif news and news.digest == self._digest:
            logger.info("supergraph unchanged", extra={"supergraph": self._shown})
        elif news:
            await self._reload(news)

    async def _reload(self, content: Content) -> None:
        try:
            engine = await asyncio.to_thread(self._build, content.data)
        except RefusedError as error:
            self._refuse(content, str(error))
            return
        except Exception as error:
            logger.debug("a supergraph could not be read", exc_info=True)
            self._refuse(content, f"it cannot be read: {type(error).__name__}: {error}")
            return
        recent = self._generations.engine.popular(self._warm_up.documents)
        planned, begun = await self._warm(engine, recent)
        self._generations.swap(engine)
        self._digest = content.digest
        self._report.serving(self._shown)
        self._report.attempted("swapped")
        logger.info(
            "supergraph swapped",
            extra={
                "supergraph": self._shown,
                "subgraphs": sorted(engine.supergraph.subgraphs),
                "documents": begun,
                "documents_executable": planned,
            },
        )

    @property
    def _shown(self) -> str:
        return self._digest[:SHOWN_OF_A_DIGEST]

    def _refuse(self, content: Content, reason: str) -> None:
        self._report.attempted("refused")
        logger.error(
            "supergraph refused, the last good one stays",
            extra={
                "reason": reason[:SHOWN_OF_A_REASON],
                "refused": content.digest[:SHOWN_OF_A_DIGEST],
                "supergraph": self._shown,
            },
        )

    async def _warm(self, engine: Engine, recent: Sequence[Recent]) -> tuple[int, int]:
        """How many documents can be executed, of how many that were read.

        Planning holds the event loop, so requests get as much time after each document as it took.
        """
        began = self._clock.time()
        planned = begun = 0
        for operation in (*recent, *self._warm_up.always):
            before = self._clock.time()
            if before - began >= self._warm_up.seconds:
                break
            begun += 1
            try:
                planned += await engine.warm([operation])
            except Exception:
                logger.exception("a document could not be planned ahead")
            await self._clock.sleep(min(self._clock.time() - before, LONGEST_PAUSE))
        return planned, begun

    async def _wait(self) -> bool:
        """Until it is time to look; whether that was asked for."""
        waits: set[asyncio.Future[Any]] = {asyncio.ensure_future(self._asked.wait())}
        if self._poll is not None:
            waits.add(asyncio.ensure_future(self._clock.sleep(self._poll)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        was_asked = self._asked.is_set()
        self._asked.clear()
        return was_asked
