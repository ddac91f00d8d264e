"""Where an error shows that a subgraph reported: from its path in the answer to spots of the merged data.

The path names a place; where the answer is null there, or above it, all that was asked below that null is missing, too:
another subgraph may have brought the object, or there may be fields beside the one that failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.execution.asked import Asked
from gateway.execution.collect import Object
from gateway.execution.failures import SourcePath, Spot
from gateway.execution.places import item_at
from gateway.planning.plan import EntityFetch, Path, Rename, Selected, TypeGuard


def placed(path: SourcePath, data: Object, asked: Sequence[Asked], whole: Sequence[Spot]) -> Sequence[Spot]:
    """The spots of one error.

    Args:
        path: in the answer; empty if the error has none.
        data: the answer's, before aliases are undone.
        asked: what the answer is to.
        whole: for each of `asked` the spot that is all of it.
    """
    for item, all_of_it in zip(asked, whole, strict=True) if path else ():
        if isinstance(item.fetch, EntityFetch):
            if path[0] == item.names()[0]:
                return _in_entities(path, data.get(path[0]), item, all_of_it)
        elif path[0] in item.fetch.keys:
            if path[0] not in data:
                return [*(Spot(group, _renamed(path, item.fetch.renames)) for group in item.groups), all_of_it]
            return [spot for group in item.groups for spot in _named(group, path, data, item)]
    return whole


def _in_entities(path: SourcePath, entities: Any, asked: Asked, whole: Spot) -> Sequence[Spot]:
    index = path[1] if len(path) > 1 else None
    if type(index) is not int or not 0 <= index < len(asked.groups):
        return [whole]
    group, below = asked.groups[index], path[2:]
    if type(entities) is list:
        return _named(group, below, item_at(entities, index), asked)
    return [*([Spot(group, _renamed(below, asked.fetch.renames))] if below else ()), whole]


def _named(group: Sequence[Object], path: SourcePath, answer: Any, asked: Asked) -> list[Spot]:
    """The spot at `path` below a part of the answer, and what is missing below the first null on the way."""
    below = _renamed(path, asked.fetch.renames)
    spots = [Spot(group, below)] if below else []
    null = _first_null(answer, path) if path else 0
    if null is not None and (missing := selected_at(asked.fetch.selection, below[:null])):
        spots.append(Spot(group, below[:null], missing))
    return spots


def _first_null(value: Any, path: SourcePath) -> int | None:
    """How many elements of the path lead to a null."""
    for length, element in enumerate(path):
        if value is None:
            return length
        value = item_at(value, element)
    return len(path) if value is None else None


def selected_at(selection: tuple[Selected, ...], path: SourcePath) -> tuple[Selected, ...]:
    """What is selected below a path of an answer."""
    for element in path:
        if isinstance(element, str):
            selection = tuple(child for each in selection if each.source == element for child in each.children or ())
    return selection


def _renamed(path: SourcePath, renames: tuple[Rename, ...]) -> SourcePath:
    """The path with the aliases that `undo_renames` has undone replaced likewise."""
    elements = list(path)
    for rename in renames:
        place = _position_of(rename.path, elements)
        if place is not None and place < len(elements) and elements[place] == rename.alias:
            elements[place] = rename.source
    return tuple(elements)


def _position_of(path: Path, elements: list[Any]) -> int | None:
    """The index in `elements` just below `path`, or None if they lead elsewhere."""
    place = 0
    for name in path:
        if isinstance(name, TypeGuard):
            continue
        while place < len(elements) and isinstance(elements[place], int):
            place += 1
        if place >= len(elements) or elements[place] != name:
            return None
        place += 1
    while place < len(elements) and isinstance(elements[place], int):
        place += 1
    return place
