"""Finding the objects that a fetch reads from and writes to: a `Path` walked over the response so far.

Targets are the dicts themselves, so that merging is an update in place; a dict that several positions share is
found once.  Lists on the way are flattened, nulls and leaves are passed over: a path never fails, it only finds less.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gateway.planning.plan import TYPENAME, EntityFetch, Fetch, Path, TypeGuard

Object = dict[str, Any]
Keys = tuple[str, ...]
"""Source keys from the response root."""


def collect(root: Object, paths: Iterable[Path]) -> list[Object]:
    """Every distinct object at any of `paths` below `root`, in response order."""
    found: dict[int, Object] = {}
    for path in paths:
        for target in descend([root], path):
            found.setdefault(id(target), target)
    return list(found.values())


def target_paths(fetch: Fetch) -> tuple[Path, ...]:
    """Where the targets of `fetch` are."""
    return fetch.paths if isinstance(fetch, EntityFetch) else (fetch.path,)


def keys_of(path: Path) -> Keys:
    """The source keys of a path, whatever the types on the way."""
    return tuple([element for element in path if not isinstance(element, TypeGuard)])


def descend(objects: list[Object], path: Path) -> list[Object]:
    """The objects reached from each of `objects` along `path`; one that is reached twice is listed twice."""
    for element in path:
        if isinstance(element, TypeGuard):
            types = element.types
            objects = [item for item in objects if type(name := item.get(TYPENAME)) is str and name in types]
            continue
        reached: list[Object] = []
        for item in objects:
            value = item.get(element)
            if type(value) is dict:
                reached.append(value)
            elif type(value) is list:
                _flatten(value, reached)
        objects = reached
    return objects


def _flatten(items: list[Any], into: list[Object]) -> None:
    """The objects of a list and the lists in it, however deep."""
    open_lists = [iter(items)]
    while open_lists:
        for item in open_lists[-1]:
            if type(item) is dict:
                into.append(item)
            elif type(item) is list:
                open_lists.append(iter(item))
                break
        else:
            open_lists.pop()
