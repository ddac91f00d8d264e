"""From failures to the client's paths: the null's own path, wherever a failure made one.

A place that a subgraph's error names is exact.  A request that failed shows at each field that it was to fill and that
is null in the end; so does an error about a whole entity or answer, except where another error explains the null.  What
could not be asked for want of something that failed is that failure's, too.  Only a failure that left no null shows at
the nearest position common to all that it concerns.

GraphQL specification, "Errors": the path is that of the response field which experienced the error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gateway.execution.collect import Object
from gateway.execution.consequences import with_consequences
from gateway.execution.explained import Explained, gathered
from gateway.execution.failures import ClientPath, Failure, Spot, Unsent
from gateway.execution.places import Place, Places
from gateway.planning.plan import TYPENAME, Shape


def locate(shape: Shape, root: Object, failures: Sequence[Failure], unsent: Sequence[Unsent]) -> list[list[ClientPath]]:
    """For each failure the distinct client paths at which it is to be reported; `()` is an error without a path.

    Args:
        shape: of the client's data.
        root: the fetched data, complete.
        failures: in the order in which they happened.
        unsent: what was not asked for, in that order.
    """
    places = Places(shape, root)
    spots = with_consequences(root, failures, unsent)
    exact = [_exact(places, own) for own in spots]
    explained = Explained(path for found, _ in exact for path in found)
    return [
        _paths(places, failure, own, *found, explained)
        for failure, own, found in zip(failures, spots, exact, strict=True)
    ]


def _paths(
    places: Places,
    failure: Failure,
    spots: Sequence[Spot],
    exact: Iterable[ClientPath],
    hidden: Iterable[ClientPath],
    explained: Explained,
) -> list[ClientPath]:
    missing = dict.fromkeys(place.path for spot in spots for place in _missing(places, spot))
    if failure.reported:
        missing = {path: None for path in missing if not explained.covers(path)}
    for path in missing:
        explained.add(path)
    found = dict.fromkeys([*exact, *missing]) or dict.fromkeys([*hidden, *_common(places, spots)])
    if len(found) > 1:
        found.pop((), None)
    return list(found) or [()]


def _exact(places: Places, spots: Iterable[Spot]) -> tuple[list[ClientPath], list[ClientPath]]:
    """The paths of places that are named, and those nearest to named places that the client does not see."""
    seen: dict[ClientPath, None] = {}
    hidden: dict[ClientPath, None] = {}
    for spot in spots:
        if not spot.missing:
            for place in (place for target in spot.targets for place in places.at(target, spot.path)):
                (seen if place.visible else hidden).setdefault(place.path)
    return list(seen), list(hidden)


def _missing(places: Places, spot: Spot) -> Iterable[Place]:
    return (place for target in spot.targets for place in places.missing(target, spot.missing)) if spot.missing else ()


def _common(places: Places, spots: Iterable[Spot]) -> list[ClientPath]:
    """For each fetch that failed, per root field, the nearest position common to all that it was to fill."""
    found: dict[ClientPath, None] = {}
    for spot in spots:
        if spot.missing:
            found |= dict.fromkeys(gathered(_filled(places, spot)))
    return list(found)


def _filled(places: Places, spot: Spot) -> Iterator[ClientPath]:
    """The client's positions of objects that a fetch was to fill; for the response itself, those of its fields."""
    for place in (place for target in spot.targets for place in places.at(target)):
        if place.path:
            yield place.path
        else:
            keys = [each.source for each in spot.missing if each.source != TYPENAME]
            yield from (below.path for target in spot.targets for key in keys for below in places.at(target, (key,)))
