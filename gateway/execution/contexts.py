"""Contextual arguments: values that an entity fetch reads from each target's ancestors (`@fromContext`).

A GraphQL variable has one value per request, but targets may differ in theirs.  So targets are grouped by their
values, and the fetch's `_entities` field is sent once per distinct combination, under numbered aliases and
variables, in the one request it belongs to.  Federation 2.8, "@context".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from gateway.execution.collect import Object, descend
from gateway.execution.representations import ABSENT, read_value
from gateway.planning.plan import TYPENAME, ContextInput, EntityFetch, Path, Request
from gateway.planning.variables import rename_variables

Values = tuple[bytes, ...]
"""JSON of each context's value, in the order of the fetch's `contexts`."""


@dataclass(frozen=True, slots=True)
class ContextGroup:
    """The targets that agree on their context values, and the fetch as it is sent for them."""

    fetch: EntityFetch
    targets: list[Object]
    values: Values

    def variables(self) -> Iterator[tuple[str, bytes]]:
        """The context variables of this group with their JSON values."""
        for context, value in zip(self.fetch.contexts, self.values, strict=True):
            yield context.variable, value


def group_by_context(root: Object, fetch: EntityFetch) -> list[ContextGroup]:
    """Targets of a contextual fetch by their values; targets whose values could not be fetched are left out."""
    groups: dict[Values, dict[int, Object]] = {}
    for path in fetch.paths:
        for target, values in targets_with_values(root, path, fetch.contexts):
            groups.setdefault(values, {}).setdefault(id(target), target)
    return [
        ContextGroup(numbered(fetch, number), list(targets.values()), values)
        for number, (values, targets) in enumerate(groups.items())
    ]


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
    """The leaf that the context's selection picks; `ABSENT` if its fetch failed."""
    value = read_value(ancestor, context.inputs)
    while type(value) is dict:
        value = next((inner for name, inner in value.items() if name != TYPENAME), None)
    return value


def numbered(fetch: EntityFetch, number: int) -> EntityFetch:
    """The fetch as its group of that number is sent; the first keeps its names."""
    if number == 0:
        return fetch
    names = {name: f"{name}_{number}" for name in variable_names(fetch)}
    alias = f"{fetch.alias}_{number}"
    _, _, rest = rename_variables(fetch.block, names).partition("_entities(")
    return replace(
        fetch,
        alias=alias,
        variable=names[fetch.variable],
        contexts=tuple(replace(each, variable=names[each.variable]) for each in fetch.contexts),
        block=f"  {alias}: _entities({rest}",
    )


def variable_names(fetch: EntityFetch) -> list[str]:
    return [fetch.variable, *(context.variable for context in fetch.contexts)]


def contextual_document(request: Request, groups: Sequence[ContextGroup]) -> str:
    """The request's document with every group's `_entities` field and variables, and none for fetches without one."""
    document = request.document
    planned = {fetch.alias: fetch for fetch in request.fetches if isinstance(fetch, EntityFetch) and fetch.contexts}
    sent = {group.fetch.alias: group.fetch for group in groups}
    for alias, fetch in planned.items():
        if alias not in sent:
            document = document.replace(f"{fetch.block}\n", "", 1)
            for declaration in declarations(fetch):
                document = document.replace(f"{declaration}, ", "", 1).replace(f", {declaration}", "", 1)
    extra = [fetch for alias, fetch in sent.items() if alias not in planned]
    if extra:
        declared = ", ".join(each for fetch in extra for each in declarations(fetch))
        document = document.replace("query(", f"query({declared}, ", 1)
        document = document[: document.rindex("}")] + "\n".join(fetch.block for fetch in extra) + "\n}"
    return document


def declarations(fetch: EntityFetch) -> list[str]:
    """The variables that a contextual fetch brings into its document."""
    contexts = [f"${context.variable}: {context.type}" for context in fetch.contexts]
    return [f"${fetch.variable}: [_Any!]!", *contexts]
