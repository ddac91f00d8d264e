"""Finding the objects of a place: the steps that lead there, and what was found, kept for the length of a request.

An object that several ways lead to is found once, and where equal objects can stand for each other only one of them
stays: what is fetched for it later is fetched and set once.  What is at a place is complete once the fetch that creates
it is done, and nobody looks before, so that one look is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from graphql import is_list_type, is_non_null_type

from gateway.execution.typed.layout import Field, Place
from gateway.execution.typed.structs import attribute, is_exact


class Finder:
    """Finds the objects of one place from those of the place above it."""

    def __init__(self, place: Place, above: Finder | None) -> None:
        self._above = above
        self._shared = place.shared
        field = place.parent.fields[place.keys[-1]] if place.parent else None
        self._name = attribute(place.keys[-1]) if place.keys else ""
        self._get = attrgetter(self._name)
        self._depth = _list_depth(field) if field else 0
        self._content = _content(place) if place.alike and self._depth < 2 else None

    def find(self, root: Any, found: dict[Finder, list[Any]]) -> list[Any]:
        """The objects below `root`; `found` keeps them."""
        known = found.get(self)
        if known is None:
            known = found[self] = self._find(self._above.find(root, found)) if self._above else [root]
        return known

    def _find(self, above: list[Any]) -> list[Any]:
        if self._content is not None:
            return self._united(above, self._content)
        objects = [value for value in map(self._get, above) if value]
        for _ in range(self._depth):
            objects = [item for items in objects for item in items if item]
        return list(dict.fromkeys(objects)) if self._shared else objects

    def _united(self, above: list[Any], content: Callable[[Any], Any]) -> list[Any]:
        """The objects, after the first of equal ones has taken the place of the others."""
        first: dict[Any, Any] = {}
        for parent in above:
            value = self._get(parent)
            if not value:
                continue
            if self._depth:
                setattr(parent, self._name, [item and first.setdefault(content(item), item) for item in value])
            else:
                known = first.setdefault(content(value), value)
                if known is not value:
                    setattr(parent, self._name, known)
        return list(first.values())


def _content(place: Place) -> Callable[[Any], Any] | None:
    """A function of an object that is equal for equal ones; None where values of different JSON could be equal."""
    [creator] = place.creators
    brought = [each for each in place.fields.values() if creator in each.writers]
    if all(each.type is not None and is_exact(each.type) for each in brought):
        return attrgetter(*(attribute(each.key) for each in brought))
    return None


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
