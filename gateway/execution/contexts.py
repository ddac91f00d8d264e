"""Contextual arguments: values that an entity fetch reads from each target's ancestors (`@fromContext`).

A GraphQL variable has one value per request, but targets may differ in theirs.  So targets are grouped by their
values, and the fetch's `_entities` field is sent once per distinct combination, under numbered aliases and
variables, in the one request it belongs to: the plan's `Template` makes the document.  Federation 2.8, "@context".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from gateway.execution.collect import Object, descend
from gateway.execution.representations import ABSENT, read_value
from gateway.planning.plan import TYPENAME, ContextInput, EntityFetch, InputSet, Path

Values = tuple[bytes, ...]
"""JSON of each context's value, in the order of the fetch's `contexts`."""


class ContextGroup(NamedTuple):
    """The targets that agree on their context values."""

    targets: list[Object]
    values: Values


def group_by_context(root: Object, fetch: EntityFetch) -> list[ContextGroup]:
    """Targets of a contextual fetch by their values; targets whose values could not be fetched are left out."""
    groups: dict[Values, dict[int, Object]] = {}
    for path in fetch.paths:
        for target, values in targets_with_values(root, path, fetch.contexts):
            groups.setdefault(values, {}).setdefault(id(target), target)
    return [ContextGroup(list(targets.values()), values) for values, targets in groups.items()]


def targets_with_values(root: Object, path: Path, contexts: Sequence[ContextInput]) -> Iterator[tuple[Object, Values]]:
    """Each target at `path` with what its ancestors give it."""
    reached: list[tuple[Object, dict[str, bytes]]] = [(root, {})]
    at = 0
    for context in sorted(contexts, key=lambda each: len(each.path)):
        reached = below(reached, path[at : len(context.path)])
        at = len(context.path)
        reached = [
            (item, {**values, context.variable: msgspec.json.encode(value)})
            for item, values in reached
            if (value := context_value(item, context)) is not ABSENT
        ]
    for target, values in below(reached, path[at:]):
        yield target, tuple(values[context.variable] for context in contexts)


def below(reached: list[tuple[Object, dict[str, bytes]]], path: Path) -> list[tuple[Object, dict[str, bytes]]]:
    return [(item, values) for start, values in reached for item in descend([start], path)]


def context_value(ancestor: Object, context: ContextInput) -> Any:
    """What the context's selection picks, in the lists it stands in; `ABSENT` if its fetch failed."""
    value = read_value(ancestor, context.inputs)
    return value if value is ABSENT else picked(value, context.inputs)


def picked(value: Any, inputs: InputSet) -> Any:
    """The one leaf below what `inputs` read; null for an object of a type that gives none."""
    if type(value) is list:
        return [picked(item, inputs) for item in value]
    if value is None:
        return None
    for field in inputs.by_type.get(value[TYPENAME], ()) if inputs.by_type else inputs.fields:
        inner = value[field.name]
        return inner if field.children is None else picked(inner, field.children)
    return None
