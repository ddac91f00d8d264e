"""Whether what a subgraph answered can be merged with what others answered, told before it is.

Several subgraphs may each bring a part of one object: of a shared root field, or of a value type.  Their parts are put
together by position, so they must agree on where objects are and how long lists are.  What does not agree is taken out
of the later answer and told, so that the nulls it leaves have their error; nothing else of either answer is lost.

Which positions these are is known beforehand: those where two fetches of a plan select objects.  Most plans have none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gateway.execution.collect import Keys, Object
from gateway.execution.failures import SourcePath
from gateway.execution.nulls import kind_of
from gateway.planning.plan import Plan, Selected

Shared = Mapping[str, "Shared"]
"""The source keys of objects, or lists of them, that other fetches bring parts of, with the same below each."""


class Misfit(NamedTuple):
    """What was taken out of an answer: where it was, and what was wrong with it, to be said after the subgraph."""

    path: SourcePath
    problem: str


def shared_objects(plan: Plan, starts: Mapping[int, Sequence[Keys]]) -> dict[int, Shared]:
    """For each fetch of a plan, by identity, the objects in its answer that other fetches bring parts of.

    Args:
        plan: of which.
        starts: where the targets of each fetch are, by identity.
    """
    fetches = [fetch for request in plan.requests for fetch in request.fetches]
    if len(fetches) == 1:
        return {id(fetches[0]): {}}
    selected = {id(fetch): list(_objects(fetch.selection, ())) for fetch in fetches}
    writers = Counter(
        keys for number, objects in selected.items() for keys in {s + o for s in starts[number] for o in objects}
    )
    return {
        number: _tree(keys for keys in objects if any(writers[start + keys] > 1 for start in starts[number]))
        for number, objects in selected.items()
    }


def take_out(part: Object, targets: Sequence[Object], shared: Shared) -> list[Misfit]:
    """Make null what of a `part` cannot be merged into all of its `targets`."""
    return list(_misfits(part, targets, shared, ())) if shared else []


def _misfits(part: Object, targets: Sequence[Object], shared: Shared, path: SourcePath) -> Iterator[Misfit]:
    for key, below in shared.items():
        value = part.get(key)
        if value is None:
            continue
        there = [present for target in targets if (present := target.get(key)) is not None]
        problem = _problem(value, there)
        if problem:
            part[key] = None
            yield Misfit((*path, key), problem)
        else:
            yield from _below(value, there, below, (*path, key))


def _below(value: Any, there: Sequence[Any], shared: Shared, path: SourcePath) -> Iterator[Misfit]:
    """What does not fit in a value that does so itself."""
    if type(value) is dict:
        yield from _misfits(value, there, shared, path)
        return
    for index, item in enumerate(value):
        if item is None:
            continue
        items = [present for each in there if (present := each[index]) is not None]
        problem = _problem(item, items)
        if problem:
            value[index] = None
            yield Misfit((*path, index), problem)
        else:
            yield from _below(item, items, shared, (*path, index))


def _problem(value: Any, there: Sequence[Any]) -> str:
    """Why a value cannot be merged with those that are there; empty if it can."""
    if type(value) is not dict and type(value) is not list:
        return f"answered {kind_of(value)} where an object was asked for"
    for present in there:
        if type(present) is not type(value):
            return f"answered {kind_of(value)} where there is {kind_of(present)} in another answer"
        if type(value) is list and len(present) != len(value):
            return f"answered a list of {len(value)} where there is one of {len(present)} in another answer"
    return ""


def _objects(selection: Sequence[Selected], above: Keys) -> Iterator[Keys]:
    """The keys of every field of a selection that has fields itself."""
    for each in selection:
        if each.children is not None:
            keys = (*above, each.source)
            yield keys
            yield from _objects(each.children, keys)


def _tree(paths: Iterator[Keys]) -> Shared:
    root: dict[str, Any] = {}
    for path in paths:
        node = root
        for key in path:
            node = node.setdefault(key, {})
    return root
