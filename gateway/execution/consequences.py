"""What could not be asked because of a failure: an entity fetch whose input is missing.

A target without a key, or without a required value, is not asked for.  If that input is missing where a failure was to
put it, then what the fetch would have filled is missing for the same reason, and so on along the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gateway.execution.collect import Object, descend
from gateway.execution.failures import Failure, SourcePath, Spot, SpotKey, Unsent
from gateway.execution.places import item_at
from gateway.planning.plan import TYPENAME, EntityFetch, InputField, InputSet, Path, Selected, TypeGuard

Slot = tuple[int, str | int]
"""A key or index of one object or list (by identity)."""


def with_consequences(root: Object, failures: Sequence[Failure], unsent: Sequence[Unsent]) -> list[list[Spot]]:
    """The spots of each failure, with those of what it kept from being asked."""
    spots = [list(failure.spots) for failure in failures]
    if not unsent:
        return spots
    causes: dict[Slot, dict[int, None]] = {}
    blamed: set[SpotKey] = set()
    for number, own in enumerate(spots):
        for spot in own:
            if spot.key not in blamed:  # of several errors about one place the first is the cause
                blamed.add(spot.key)
                _blame(causes, number, spot)
    for fetch, sent in unsent:
        for target, slot in wants(root, fetch):
            for number in causes.get(slot, ()) if id(target) not in sent else ():
                spot = Spot((target,), (), fetch.selection)
                spots[number].append(spot)
                _blame(causes, number, spot)
    return spots


def _blame(causes: dict[Slot, dict[int, None]], number: int, spot: Spot) -> None:
    """Note the failure as the cause of what is null at its spot."""
    for target in spot.targets:
        for slot in _null_slot(target, spot.path) if spot.path else ():
            causes.setdefault(slot, {})[number] = None
        for slot in _missing_slots(target, spot.path, spot.missing):
            causes.setdefault(slot, {})[number] = None


def _null_slot(target: Object, path: SourcePath) -> Iterator[Slot]:
    """The first null on a path."""
    value: Any = target
    for element in path:
        below = item_at(value, element)
        if below is None:
            yield id(value), element
            return
        value = below


def _missing_slots(target: Object, path: SourcePath, selection: Sequence[Selected]) -> Iterator[Slot]:
    value: Any = target
    for element in path:
        value = item_at(value, element)
    for below in descend([{"": value}], ("",)):
        for field in selection:
            item = below.get(field.source)
            if item is None or (field.children is not None and not _is_composite(item)):
                yield id(below), field.source
            elif field.children is not None:
                yield from _missing_slots(below, (field.source,), field.children)


def wants(root: Object, fetch: EntityFetch) -> Iterator[tuple[Object, Slot]]:
    """The targets of a fetch that lack something it needs, each with what that is."""
    for path in fetch.paths:
        for end, element in enumerate(path):
            if isinstance(element, TypeGuard):
                for untyped in _objects(root, path[:end]):
                    if untyped.get(TYPENAME) is None:
                        yield from ((target, (id(untyped), TYPENAME)) for target in _objects(untyped, path[end:]))
        for target in _objects(root, path):
            if fetch.typename is None and target.get(TYPENAME) is None:
                yield target, (id(target), TYPENAME)
            yield from ((target, slot) for slot in _lacks(target, fetch.inputs))
        for context in fetch.contexts:
            for ancestor in _objects(root, context.path):
                for slot in _lacks(ancestor, context.inputs):
                    yield from ((target, slot) for target in _objects(ancestor, path[len(context.path) :]))


def _objects(start: Object, path: Path) -> list[Object]:
    """What is at `path`, where an object without a type passes every guard."""
    open_path = tuple(element for element in path if not isinstance(element, TypeGuard))
    return descend([start], open_path)


def _lacks(value: Any, inputs: InputSet, key: bool = False) -> Iterator[Slot]:
    """What `inputs` needs and does not find in an object or list."""
    if type(value) is list:
        for index, item in enumerate(value):
            if key if item is None else not _is_composite(item):
                yield id(value), index
            else:
                yield from _lacks(item, inputs, key)
    elif type(value) is dict:
        name = value.get(TYPENAME)
        for fields in (inputs.fields, inputs.by_type.get(name, ()) if type(name) is str else ()):
            yield from _lacks_fields(value, fields)


def _lacks_fields(value: Object, fields: Iterable[InputField]) -> Iterator[Slot]:
    for field in fields:
        item = value.get(field.source)
        if item is None:
            if field.key or field.source not in value:
                yield id(value), field.source
        elif field.children is not None:
            if _is_composite(item):
                yield from _lacks(item, field.children, field.key)
            else:
                yield id(value), field.source


def _is_composite(value: Any) -> bool:
    """Whether it is of the kind that fields are selected of."""
    return type(value) is dict or type(value) is list
