"""Finding the objects of a place: the steps that lead there, and what was found, kept for the length of a request.

An object that several ways lead to is found once, and where equal objects can stand for each other only one of them
stays: what is below it is found, fetched and set once.  What is at a place is complete once the fetch that creates
it is done, and nobody looks before, so that one look is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from graphql import is_list_type, is_non_null_type

from gateway.execution.typed.layout import Field, Place
from gateway.execution.typed.structs import attribute, is_exact, is_listed


class Finder:
    """Finds the objects of one place from those of the place above it."""

    def __init__(self, place: Place, above: Finder | None) -> None:
        self._above = above
        self._shared = place.shared
        field = place.parent.fields[place.keys[-1]] if place.parent else None
        self._name = attribute(place.keys[-1]) if place.keys else ""
        self._get = attrgetter(self._name)
        self._depth = _list_depth(field) if field else 0
        self._equals = _equals(place) if place.alike and self._depth < 2 else None

    def find(self, root: Any, found: dict[Finder, list[Any]]) -> list[Any]:
        """The objects below `root`; `found` keeps them."""
        known = found.get(self)
        if known is None:
            known = found[self] = self._find(self._above.find(root, found)) if self._above else [root]
        return known

    def _find(self, above: list[Any]) -> list[Any]:
        if self._equals is not None:
            return self._united(above, self._equals)
        objects = [value for value in map(self._get, above) if value]
        for _ in range(self._depth):
            objects = [item for items in objects for item in items if item]
        return list(dict.fromkeys(objects)) if self._shared else objects

    def _united(self, above: list[Any], equals: Equals) -> list[Any]:
        """The objects, after the first of equal ones has taken the place of the others."""
        parents = above if all(map(self._get, above)) else [each for each in above if self._get(each)]
        values = list(map(self._get, parents))
        if not self._depth:
            united = equals.united(values)
            if united is not values:
                for parent, value in zip(parents, united, strict=True):
                    setattr(parent, self._name, value)
            return list(dict.fromkeys(united))
        objects = [item for items in values for item in items if item]
        united = equals.united(objects)
        if united is not objects:
            first = dict(zip(objects, united, strict=True))
            for parent, items in zip(parents, values, strict=True):
                setattr(parent, self._name, [item and first[item] for item in items])
        return list(dict.fromkeys(united))


class Equals:
    """Tells which objects of a place are equal.

    Args:
        content: a function of an object: equal objects have equal contents.
        whole: that is all of them; otherwise those with equal contents are compared.
    """

    __slots__ = ("_content", "_whole")

    def __init__(self, content: Callable[[Any], Any], whole: bool) -> None:
        self._content = content
        self._whole = whole

    def united(self, objects: list[Any]) -> list[Any]:
        """In the place of each object the first that is equal to it; the same list where no two are.

        Objects whose contents are equal are compared with the first of them alone, so that the work is bounded.
        """
        contents = list(map(self._content, objects))
        first = dict(zip(reversed(contents), reversed(objects), strict=True))
        if len(first) == len(objects):
            return objects
        heads = map(first.__getitem__, contents)
        if self._whole:
            return list(heads)
        return [head if head is each or head == each else each for head, each in zip(heads, objects, strict=True)]


def _equals(place: Place) -> Equals | None:
    """None where values of different JSON could be equal, or nothing tells objects apart at a glance."""
    if not _is_exact(place):
        return None
    told = [each for each in place.brought if each.type is not None and each.place is None and not is_listed(each.type)]
    return Equals(attrgetter(*(attribute(each.key) for each in told)), told == place.brought) if told else None


def _is_exact(place: Place) -> bool:
    return all(
        _is_exact(each.place) if each.place else each.type is not None and is_exact(each.type) for each in place.brought
    )


def finders(places: list[Place]) -> dict[Place, Finder]:
    """One for each of `places`, which are all of a layout."""
    made: dict[Place, Finder] = {}

    def make(place: Place) -> Finder:
        known = made.get(place)
        if known is None:
            known = made[place] = Finder(place, make(place.parent) if place.parent else None)
        return known

    for place in places:
        make(place)
    return made


def _list_depth(field: Field) -> int:
    depth, type_ = 0, field.type
    while type_ is not None:
        if is_list_type(type_):
            depth += 1
        elif not is_non_null_type(type_):
            break
        type_ = type_.of_type
    return depth
