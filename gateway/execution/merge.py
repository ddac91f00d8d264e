"""Merging what a subgraph answered into the response so far, in place and by position.

Leaves are replaced, objects merged field by field, lists item by item; null never replaces data, because only the
projection decides what becomes null.  Where two answers for one list differ in length their items cannot be told
apart: the first stays whole and the second is left out.
"""

from __future__ import annotations

from typing import Any

from gateway.execution.collect import Object, descend
from gateway.planning.plan import Rename


def merge(target: Object, source: Object) -> None:
    """Merge the fields of `source` into `target`; parts of `source` become parts of `target`, uncopied."""
    if target.keys().isdisjoint(source):
        target.update(source)
        return
    for key, value in source.items():
        present = target.get(key)
        if present is None:
            target[key] = value
        elif type(present) is dict:
            if type(value) is dict:
                merge(present, value)
        elif type(present) is list:
            if type(value) is list:
                merge_items(present, value)
        elif value is not None:
            target[key] = value


def merge_items(target: list[Any], source: list[Any]) -> None:
    """Merge two answers for one list."""
    if len(target) != len(source):
        return
    for index, value in enumerate(source):
        present = target[index]
        if present is None:
            target[index] = value
        elif type(present) is dict:
            if type(value) is dict:
                merge(present, value)
        elif type(present) is list:
            if type(value) is list:
                merge_items(present, value)
        elif value is not None:
            target[index] = value


def copied(entity: Object) -> Object:
    """A copy that shares no object or list with `entity`."""
    return {key: _copied_value(value) for key, value in entity.items()}


def _copied_value(value: Any) -> Any:
    kind = type(value)
    if kind is dict:
        return copied(value)
    if kind is list:
        return [_copied_value(item) for item in value]
    return value


def undo_renames(result: Object, renames: tuple[Rename, ...]) -> None:
    """Put values under aliases back under the source keys they stand for, in place."""
    for rename in renames:
        for item in descend([result], rename.path):
            if rename.alias in item:
                merge(item, {rename.source: item.pop(rename.alias)})
