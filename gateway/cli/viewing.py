"""`hansa serve` of a composed file by a contract of the settings: the view is made at the start and at each change.

What is served, watched and kept is the contract's supergraph, never the whole one: a file of which there is no such
view is refused as a bad file is, and the last good view keeps serving.  Imported only where a contract is served, since
composition takes memory.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Protocol

from gateway.composition import CompositionError, CompositionHint, Contract, apply_contract
from gateway.config.model import ContractSettings
from gateway.config.spelling import suggestion
from gateway.execution.reload import RefusedError
from gateway.execution.watch import Content, Trouble, Unfit, digest_of
from gateway.federation.sdl import text_of
from gateway.federation.supergraph import Supergraph, SupergraphError

logger = logging.getLogger(__name__)


class NoViewError(RefusedError):
    """A supergraph of which there is no such view; `errors` has every reason."""

    def __init__(self, errors: tuple[CompositionError, ...]) -> None:
        self.errors = errors
        super().__init__("\n".join(map(str, errors)))


class UnknownContractError(ValueError):
    """The contract that is to be served is none of the settings'."""


class Files(Protocol):
    """Where new content of the file comes from."""

    async def look(self, *, again: bool = False) -> Content | Trouble | None: ...


def contract_of(name: str, known: Mapping[str, ContractSettings]) -> Contract:
    """The contract of a name in the settings.  Raises UnknownContractError for none."""
    if (tags := known.get(name)) is None:
        has = f"; it has {', '.join(known)}" if known else ", which has none"
        problem = f"supergraph.contract: there is no {name} in supergraph.contracts{suggestion(name, known) or has}"
        raise UnknownContractError(problem)
    return Contract(name, frozenset(tags.include), frozenset(tags.exclude), tags.hide_unreachable_types)


def view_of(content: bytes, contract: Contract) -> tuple[bytes, tuple[CompositionHint, ...]]:
    """What of a supergraph file is served, and what deserves a look.

    Raises SupergraphError for what is no supergraph, NoViewError where there is no such view of it.
    """
    Supergraph.from_bytes(content)
    result = apply_contract(text_of(content), contract)
    if result.supergraph_sdl is None:
        raise NoViewError(result.errors)
    return result.supergraph_sdl.encode(), result.hints


class ViewWatch:
    """Looks at a file, and tells of the contract's view where the file's watch tells of the whole.

    Args:
        files: of the whole supergraph.
        contract: of which clients are served.
    """

    def __init__(self, files: Files, contract: Contract) -> None:
        self._files = files
        self._contract = contract

    async def look(self, *, again: bool = False) -> Content | Trouble | Unfit | None:
        """News, or None; `again` tells also what was told before."""
        news = await self._files.look(again=again)
        if not isinstance(news, Content):
            return news
        return await asyncio.to_thread(self._view, news.data)

    def _view(self, content: bytes) -> Content | Unfit:
        try:
            view, hints = view_of(content, self._contract)
        except (SupergraphError, NoViewError) as error:
            return Unfit(str(error))
        for hint in hints:
            logger.warning("the contract deserves a look", extra={"code": hint.code, "reason": hint.message})
        return Content(view, digest_of(view))
