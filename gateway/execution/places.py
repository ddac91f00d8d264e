"""From objects of the fetched data to paths in the client's response.

Fetched data and client response have the same objects and lists; only the keys differ.  So a path is found by walking
the data along the client's `Shape`: source keys become response keys (several, where the client asked twice), and a
path that enters what only the gateway asked for ends at the nearest object that the client sees.

Nothing here runs unless something failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gateway.execution.collect import Object
from gateway.execution.failures import ClientPath, SourcePath
from gateway.planning.plan import TYPENAME, Selected, Shape, ShapeField


class Place(NamedTuple):
    """A value and how the client reaches it; `visible` is False below an internal field, where `path` stays."""

    value: Any
    path: ClientPath
    shape: Shape | None
    visible: bool


class Places:
    """Finds the client's positions of objects in one response's fetched data, which must be complete."""

    def __init__(self, shape: Shape, root: Object) -> None:
        self._places: dict[int, list[Place]] = {}
        self._by_source: dict[tuple[int, str], Mapping[str, list[ShapeField]]] = {}
        self._visit(Place(root, (), shape, True))

    def at(self, target: Object, path: SourcePath = ()) -> Iterator[Place]:
        """Every place of what is at `path` below `target`; none if the target is no part of the data."""
        places = self._places.get(id(target), [])
        for element in path:
            places = [below for place in places for below in self._below(place, element)]
        yield from places

    def missing(self, target: Object, path: SourcePath, selection: Sequence[Selected]) -> Iterator[Place]:
        """The places that the client sees of fields selected at `path` that are null, each as far up as it is."""
        for place in self.at(target, path):
            for item in self._objects(place) if place.visible else ():
                yield from self._missing(item, selection)

    def _missing(self, place: Place, selection: Sequence[Selected]) -> Iterator[Place]:
        if _untyped(place):
            if any(each.source == TYPENAME for each in selection):
                yield place
            return
        for each in selection:
            if each.source == TYPENAME or not _is_asked(each, place.value):
                continue
            for below in self._below(place, each.source):
                if not below.visible:
                    continue
                if below.value is None:
                    yield below
                elif each.children is not None:
                    for item in self._objects(below):
                        yield from self._missing(item, each.children)

    def _objects(self, place: Place) -> Iterator[Place]:
        """The place itself, or, where it is a list, those of its items that are objects."""
        todo = [place]
        while todo:
            place = todo.pop()
            if type(place.value) is dict:
                yield place
            elif type(place.value) is list:
                todo.extend(below for index in reversed(range(len(place.value))) for below in self._below(place, index))

    def _visit(self, root: Place) -> None:
        """Index every object of the response by identity: a shared one has several places."""
        todo = [root]
        while todo:
            place = todo.pop()
            value = place.value
            if type(value) is dict:
                self._places.setdefault(id(value), []).append(place)
                elements: list[Any] = [key for key, item in value.items() if type(item) is dict or type(item) is list]
            else:
                elements = [index for index, item in enumerate(value) if type(item) is dict or type(item) is list]
            todo.extend(below for element in reversed(elements) for below in reversed(self._below(place, element)))

    def _below(self, place: Place, element: str | int) -> list[Place]:
        value = item_at(place.value, element)
        if not place.visible:
            return [Place(value, place.path, None, False)]
        if isinstance(element, int):
            return [Place(value, (*place.path, element), place.shape, True)]
        fields = () if place.shape is None else self._fields(place.shape, place.value).get(element, ())
        if not fields:
            return [Place(value, place.path, None, False)]
        return [Place(value, (*place.path, field.key), field.child, True) for field in fields]

    def _fields(self, shape: Shape, value: Any) -> Mapping[str, list[ShapeField]]:
        """The fields the client sees of `value` by source key; of any possible type if its own is not known."""
        name = _runtime_type(shape, value)
        known = self._by_source.get((id(shape), name))
        if known is None:
            known = self._by_source[id(shape), name] = _group(shape, name)
        return known


def item_at(value: Any, element: str | int) -> Any:
    """The value under a key or an index; null where there is none."""
    if isinstance(element, int):
        return value[element] if type(value) is list and 0 <= element < len(value) else None
    return value.get(element) if type(value) is dict else None


def _is_asked(field: Selected, value: Object) -> bool:
    """Whether a field is asked of an object, as far as its type is known."""
    name = value.get(TYPENAME)
    return field.types is None or type(name) is not str or name in field.types


def _untyped(place: Place) -> bool:
    """Whether the client sees no object there, since nobody said of which type it is."""
    shape = place.shape
    return (
        shape is not None
        and shape.uniform is None
        and shape.type_name not in shape.by_type
        and place.value.get(TYPENAME) is None
    )


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
        if field.denied:  # what has its name is the gateway's own
            continue
        by_source.setdefault(field.source, []).append(field)
    return by_source
