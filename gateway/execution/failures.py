"""What went wrong while fetching, kept as data until the response is complete.

A `Failure` is one origin: an error a subgraph reported, or a request of ours that failed.  It still speaks of
subgraph documents (source keys, representations); `locate` turns it into client paths and `errors` into response
errors.  Failures hold no exceptions: a traceback would tie the request's frames and data into a reference cycle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gateway.execution.collect import Object
from gateway.planning.plan import EntityFetch, Selected

SourcePath = tuple[str | int, ...]
"""A path in a subgraph's answer, below the object that was merged into a target."""

ClientPath = tuple[str | int, ...]
"""A path in the client's response, as in `errors[].path`."""


SpotKey = tuple[int, SourcePath, int]


class Spot(NamedTuple):
    """Where a failure shows, at every position of every target.

    Args:
        targets: objects of the merged data.
        path: to one place below each of them.
        missing: if given, what was to be merged there: it shows at each of these fields that is null in the end.
    """

    targets: Sequence[Object]
    path: SourcePath = ()
    missing: tuple[Selected, ...] = ()

    @property
    def key(self) -> SpotKey:
        """Equal for spots that are the same, as long as they live."""
        return id(self.targets), self.path, id(self.missing)


@dataclass(frozen=True, slots=True)
class Failure:
    """One origin of errors.

    Args:
        subgraph: which was asked.
        code: for `extensions.code`; for a subgraph's own error, its code if it has one.
        message: as reported.
        reported: True for a GraphQL error that the subgraph reported: policy decides what clients see of it.
        spots: where it shows.
        extensions: a reported error's own.
        detail: for the log only.
        inferred: nobody reported it: it was found by looking for the reason of a null, and is told only at nulls that
            have no other.
    """

    subgraph: str
    code: str
    message: str
    reported: bool = False
    spots: tuple[Spot, ...] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict)
    detail: str = ""
    inferred: bool = False


class Unsent(NamedTuple):
    """An entity fetch after something had failed; `sent` are the targets (by identity) that it was sent for."""

    fetch: EntityFetch
    sent: frozenset[int]
