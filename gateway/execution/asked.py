"""What one request asks for: its fetches with their representations, and the targets that wait for the answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gateway.execution.collect import Object
from gateway.execution.contexts import Values
from gateway.execution.fitting import Shared
from gateway.execution.representations import Representations
from gateway.planning.plan import EntityFetch, Fetch, repetition


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
    """

    fetch: Fetch
    copies: bool
    shared: Shared
    representations: Representations
    groups: list[list[Object]]
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
