"""Waits for a first supergraph, where a gateway may start without one; from then on it is the reloader's.

Until then there is nothing to execute on, and the gateway is not ready.  Whatever is looked at and unfit is told once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from gateway.execution.generations import Generations
from gateway.execution.reload import Looks, RefusedError, Reloader
from gateway.execution.watch import Content

logger = logging.getLogger(__name__)


class AwaitedSupergraph:
    """Runs beside the application.

    Args:
        watch: where the first supergraph comes from.
        begin: what serves it and keeps it up to date; called in a thread.  Raises RefusedError.
        poll: seconds between looks; None to look only when told to.
    """

    def __init__(self, watch: Looks, begin: Callable[[Content], Reloader], *, poll: float | None) -> None:
        self._watch = watch
        self._begin = begin
        self._poll = poll
        self._asked = asyncio.Event()
        self._reloader: Reloader | None = None

    @property
    def generations(self) -> Generations | None:
        """What executes; None as long as there is nothing to execute on."""
        return self._reloader.generations if self._reloader else None

    @property
    def digest(self) -> str | None:
        """The beginning of the digest of the supergraph in force, if there is one."""
        return self._reloader.digest if self._reloader else None

    async def run(self) -> None:
        """Look until there is a supergraph, then keep it up to date; until cancelled."""
        logger.warning("there is no supergraph yet: waiting for one that can be served")
        again = True
        while self._reloader is None:
            try:
                await self._look(again)
            except Exception:
                logger.exception("looking for a supergraph failed")
            again = self._reloader is None and await self._wait()
        await self._reloader.run()

    def ask(self) -> None:
        """Look now."""
        if self._reloader is None:
            self._asked.set()
        else:
            self._reloader.ask()

    async def problems(self) -> Mapping[str, str]:
        """Why requests should not come yet."""
        if self._reloader is None:
            return {"supergraph": "there is none yet that can be served"}
        return await self._reloader.problems()

    async def _wait(self) -> bool:
        """Until it is time to look; whether that was asked for."""
        try:
            await asyncio.wait_for(self._asked.wait(), self._poll)
        except TimeoutError:
            return False
        self._asked.clear()
        return True

    async def _look(self, again: bool) -> None:
        news = await self._watch.look(again=again)
        if not isinstance(news, Content):
            if news is not None:
                logger.error("supergraph refused, still waiting", extra={"reason": news.reason})
            return
        try:
            self._reloader = await asyncio.to_thread(self._begin, news)
        except RefusedError as error:
            logger.error("supergraph refused, still waiting", extra={"reason": str(error)})
        else:
            logger.info("first supergraph served", extra={"supergraph": news.digest[:16]})
