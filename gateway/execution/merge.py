"""Merging what a subgraph answered into the response so far, in place and by position.

Leaves are replaced, objects merged field by field, lists item by item; null never replaces data, because only the
projection decides what becomes null.  Where two answers for one list differ in length their items cannot be told
apart: the first stays whole and the second is left out.  So is what is no object where the other is one; who merges is
told, and `fitting` says beforehand what will not fit.
"""

from __future__ import annotations

from typing import Any

from gateway.execution.collect import Object, descend
from gateway.planning.plan import Rename


def merge(target: Object, source: Object) -> bool:
    """Merge the fields of `source` into `target`; parts of `source` become parts of `target`, uncopied.

    Returns:
        Whether all of both is there now: False if something was left out or replaced by what it does not fit.
    """
    if target.keys().isdisjoint(source):
        target.update(source)
        return True
    fits = True
    for key, value in source.items():
        present = target.get(key)
        if present is None:
            target[key] = value
        elif value is None:
            continue
        elif type(present) is dict or type(present) is list:
            fits = _merge_into(present, value) and fits
        else:
            target[key] = value
            fits = fits and type(value) is not dict and type(value) is not list
    return fits


def merge_items(target: list[Any], source: list[Any]) -> bool:
    """Merge two answers for one list, as `merge` does."""
    if len(target) != len(source):
        return False
    fits = True
    for index, value in enumerate(source):
        present = target[index]
        if present is None:
            target[index] = value
        elif value is None:
            continue
        elif type(present) is dict or type(present) is list:
            fits = _merge_into(present, value) and fits
        else:
            target[index] = value
            fits = fits and type(value) is not dict and type(value) is not list
    return fits


def _merge_into(present: Any, value: Any) -> bool:
    if type(present) is dict:
        return type(value) is dict and merge(present, value)
    return type(value) is list and merge_items(present, value)


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


def undo_renames(result: Object, renames: tuple[Rename, ...]) -> bool:
    """Put values under aliases back under the source keys they stand for, in place; returns as `merge` does."""
    fits = True
    for rename in renames:
        for item in descend([result], rename.path):
            if rename.alias in item:
                fits = merge(item, {rename.source: item.pop(rename.alias)}) and fits
    return fits
