"""What one request asks for: its fetches with their representations, and the targets that wait for the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gateway.execution.collect import Object
from gateway.execution.contexts import Values
from gateway.execution.fitting import Shared
from gateway.execution.representations import Representations
from gateway.execution.silence import Silent
from gateway.planning.plan import EntityFetch, Fetch, Request, repetition


class Asked(NamedTuple):
    """A fetch as sent, or one repetition of it.

    Args:
        fetch: as planned.
        copies: targets that share an entity get their own copies.
        shared: the objects in the answer that other fetches bring parts of.
        representations: of an entity fetch.
        groups: the targets that share one answer: per representation, or all those of a root fetch.
        number: which repetition of a contextual fetch this is.
        values: of its contexts.
        silent: gets the fields of entities that the subgraph does not know.
    """

    fetch: Fetch
    copies: bool
    shared: Shared
    representations: Representations
    groups: list[list[Object]]
    silent: Silent
    number: int = 0
    values: Values = ()

    @property
    def is_entity(self) -> bool:
        return isinstance(self.fetch, EntityFetch)

    def names(self) -> tuple[str, str]:
        """The alias and the variable of an entity fetch in the document that was sent."""
        assert isinstance(self.fetch, EntityFetch)
        own = repetition(self.number)
        return self.fetch.alias + own, self.fetch.variable + own

    def contexts(self) -> Iterator[tuple[str, bytes]]:
        """The contextual variables with their JSON values."""
        if isinstance(self.fetch, EntityFetch):
            for context, value in zip(self.fetch.contexts, self.values, strict=True):
                yield context.variable + repetition(self.number), value


class Exchange(NamedTuple):
    """One request of a run.

    Args:
        request: as planned.
        asked: what it asked for; empty if it was not sent.
        body: of the answer that was merged, if there was one.
    """

    request: Request
    asked: Sequence[Asked]
    body: bytes | None = None
