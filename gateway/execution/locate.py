"""From failures to the client's paths: the null's own path, wherever a failure made one.

A place that a subgraph's error names is exact.  A request that failed shows at each field that it was to fill and that
is null in the end; so does an error about a whole entity or answer, except where another error explains the null.  What
could not be asked for want of something that failed is that failure's, too.  Only a failure that left no null shows at
the nearest position common to all that it concerns.

GraphQL specification, "Errors": the path is that of the response field which experienced the error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from gateway.execution.collect import Object
from gateway.execution.consequences import with_consequences
from gateway.execution.explained import Explained, gathered
from gateway.execution.failures import ClientPath, Failure, Spot, SpotKey, Unsent
from gateway.execution.places import Place, Places
from gateway.planning.plan import TYPENAME, Shape

_Look = Callable[[Places, Spot], Iterable[Place]]

BUDGET: Final = 100_000
"""Places that are looked for in one response; failures beyond are reported where the search ended, or without path."""


def locate(shape: Shape, root: Object, failures: Sequence[Failure], unsent: Sequence[Unsent]) -> list[list[ClientPath]]:
    """For each failure the distinct client paths at which it is to be reported; `()` is an error without a path.

    An inferred one that left no unexplained null has none.

    Args:
        shape: of the client's data.
        root: the fetched data, complete.
        failures: in the order in which they happened.
        unsent: what was not asked for, in that order.
    """
    search = _Search(Places(shape, root))
    spots = with_consequences(root, failures, unsent)
    named = [search.named(own) for own in spots]
    return [search.paths(failure, own, found) for failure, own, found in zip(failures, spots, named, strict=True)]


class _Named(NamedTuple):
    """The paths of places that an error names: where nothing is, where an object or list is nevertheless, and those
    nearest to what the client does not see.
    """

    nulls: list[ClientPath]
    filled: list[ClientPath]
    hidden: list[ClientPath]


class _Search:
    """One response's search: each spot is looked for once, and all of them within the budget."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._left = BUDGET
        self._found: dict[tuple[_Look, SpotKey], tuple[Place, ...]] = {}
        self._explained = Explained()
        self._exhausted: set[SpotKey] = set()

    def named(self, spots: Iterable[Spot]) -> _Named:
        """Where the error is by itself."""
        nulls: dict[ClientPath, None] = {}
        filled: dict[ClientPath, None] = {}
        hidden: dict[ClientPath, None] = {}
        for spot in spots:
            if not spot.missing:
                for place in self._look(_at, spot):
                    kept = hidden if not place.visible else filled if type(place.value) in (dict, list) else nulls
                    kept.setdefault(place.path)
        for path in nulls:
            self._explained.add(path)
        return _Named(list(nulls), list(filled), list(hidden))

    def paths(self, failure: Failure, spots: Sequence[Spot], named: _Named) -> list[ClientPath]:
        """All paths of a failure, of which those of named places are known."""
        unexplained = failure.reported or failure.inferred
        missing = dict.fromkeys(path for spot in spots if spot.missing for path in self._nulls(spot, unexplained))
        found = dict.fromkeys([*named.nulls, *missing]) or dict.fromkeys(named.filled)
        for path in found:
            self._explained.add(path)
        if failure.inferred:
            return list(found)
        found = found or dict.fromkeys([*named.hidden, *self._common(spots)])
        if len(found) > 1:
            found.pop((), None)
        return list(found) or [()]

    def _nulls(self, spot: Spot, unexplained: bool) -> list[ClientPath]:
        """What is null at a spot; if `unexplained`, without those nulls that have their error."""
        if unexplained and spot.key in self._exhausted:
            return []
        self._exhausted.add(spot.key)
        found = [place.path for place in self._look(_missing, spot)]
        return [path for path in found if not self._explained.covers(path)] if unexplained else found

    def _common(self, spots: Iterable[Spot]) -> list[ClientPath]:
        """For each fetch that failed, per root field, the nearest position common to all that it was to fill."""
        found: dict[ClientPath, None] = {}
        for spot in spots:
            if spot.missing:
                found |= dict.fromkeys(gathered(place.path for place in self._look(_filled, spot)))
        return list(found)

    def _look(self, how: _Look, spot: Spot) -> tuple[Place, ...]:
        key = how, spot.key
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(islice(how(self._places, spot), self._left))
            self._left -= len(found)
        return found


def _at(places: Places, spot: Spot) -> Iterator[Place]:
    return (place for target in spot.targets for place in places.at(target, spot.path))


def _missing(places: Places, spot: Spot) -> Iterator[Place]:
    return (place for target in spot.targets for place in places.missing(target, spot.path, spot.missing))


def _filled(places: Places, spot: Spot) -> Iterator[Place]:
    """The objects that a fetch was to fill; in place of the whole response, its fields."""
    keys = [each.source for each in spot.missing if each.source != TYPENAME]
    for target in spot.targets:
        for place in places.at(target):
            if place.path:
                yield place
            else:
                yield from (below for key in keys for below in places.at(target, (key,)))
