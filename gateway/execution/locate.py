"""From places in fetched data to paths in the client's response.

Fetched data and client response have the same objects and lists; only the keys differ.  So a path is found by walking
the data along the client's `Shape`: source keys become response keys (several, where the client asked twice), and a
path that enters what only the gateway asked for ends at the nearest object that the client sees.

Nothing here runs unless something failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from gateway.execution.collect import Object
from gateway.execution.failures import ClientPath, Failure, Spot
from gateway.planning.plan import TYPENAME, Shape, ShapeField


class _Place(NamedTuple):
    """A value and how the client reaches it; `visible` is False below an internal field, where `path` stays."""

    value: Any
    path: ClientPath
    shape: Shape | None
    visible: bool


class Locator:
    """Finds the client's positions of objects in one response's fetched data, which must be complete."""

    def __init__(self, shape: Shape, root: Object) -> None:
        self._root = _Place(root, (), shape, True)
        self._places: dict[int, list[_Place]] = {}
        self._by_source: dict[tuple[int, str], Mapping[str, list[ShapeField]]] = {}

    def paths(self, failure: Failure) -> list[ClientPath]:
        """The distinct client paths at which `failure` is to be reported; `()` is an error without a path."""
        found = dict.fromkeys([*self._each(failure.spots)])
        for area in failure.areas:
            found |= dict.fromkeys(_gathered(self._each(area)))
        if len(found) > 1:
            found.pop((), None)
        return list(found) or [()]

    def _each(self, spots: Iterable[Spot]) -> list[ClientPath]:
        """The distinct paths of all places; those of internal fields only where the client sees none."""
        seen: dict[ClientPath, None] = {}
        internal: dict[ClientPath, None] = {}
        for place in (place for spot in spots for place in self._spot(spot)):
            (seen if place.visible else internal).setdefault(place.path)
        return list(seen or internal)

    def _spot(self, spot: Spot) -> Iterator[_Place]:
        if not self._places:
            self._visit()
        for target in spot.targets:
            places = self._places.get(id(target), [])
            for element in spot.path:
                places = [below for place in places for below in self._below(place, element)]
            yield from places

    def _visit(self) -> None:
        """Index every object of the response by identity: a shared one has several places."""
        todo = [self._root]
        while todo:
            place = todo.pop()
            value = place.value
            if type(value) is dict:
                self._places.setdefault(id(value), []).append(place)
                elements: list[Any] = [key for key, item in value.items() if type(item) is dict or type(item) is list]
            else:
                elements = [index for index, item in enumerate(value) if type(item) is dict or type(item) is list]
            todo.extend(below for element in reversed(elements) for below in reversed(self._below(place, element)))

    def _below(self, place: _Place, element: str | int) -> list[_Place]:
        value = _item(place.value, element)
        if not place.visible:
            return [_Place(value, place.path, None, False)]
        if isinstance(element, int):
            return [_Place(value, (*place.path, element), place.shape, True)]
        fields = () if place.shape is None else self._fields(place.shape, place.value).get(element, ())
        if not fields:
            return [_Place(value, place.path, None, False)]
        return [_Place(value, (*place.path, field.key), field.child, True) for field in fields]

    def _fields(self, shape: Shape, value: Any) -> Mapping[str, list[ShapeField]]:
        """The fields the client sees of `value` by source key; of any possible type if its own is not known."""
        name = _runtime_type(shape, value)
        known = self._by_source.get((id(shape), name))
        if known is None:
            known = self._by_source[id(shape), name] = _group(shape, name)
        return known


def _runtime_type(shape: Shape, value: Any) -> str:
    if shape.type_name in shape.by_type:
        return shape.type_name
    name = value.get(TYPENAME) if type(value) is dict else None
    return name if type(name) is str and name in shape.by_type else ""


def _group(shape: Shape, name: str) -> Mapping[str, list[ShapeField]]:
    fields: Iterable[ShapeField]
    if name:
        fields = shape.by_type[name]
    elif shape.uniform is not None:
        fields = shape.uniform
    else:
        fields = {field.key: field for fields in shape.by_type.values() for field in fields}.values()
    by_source: dict[str, list[ShapeField]] = {}
    for field in fields:
        by_source.setdefault(field.source, []).append(field)
    return by_source


def _item(value: Any, element: str | int) -> Any:
    if isinstance(element, int):
        return value[element] if type(value) is list and 0 <= element < len(value) else None
    return value.get(element) if type(value) is dict else None


def _gathered(paths: Iterable[ClientPath]) -> list[ClientPath]:
    """For each root field among `paths`, the longest path that all of its paths start with."""
    by_root: dict[ClientPath, ClientPath] = {}
    for path in paths:
        root = path[:1]
        by_root[root] = _common(by_root[root], path) if root in by_root else path
    if len(by_root) > 1:
        by_root.pop((), None)
    return list(by_root.values())


def _common(one: ClientPath, other: ClientPath) -> ClientPath:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return one[:length]
