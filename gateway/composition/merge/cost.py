"""Joins `@cost` and `@listSize` of several subgraphs: the supergraph says the most expensive of what they say.

Weights and assumed sizes take the maximum, slicing arguments and sized fields are united, and one slicing argument
is required only where every subgraph requires one (cost specification v0.1, https://specs.apollo.dev/cost/v0.1).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from graphql import (
    BooleanValueNode,
    ConstListValueNode,
    ConstValueNode,
    IntValueNode,
    ListValueNode,
    StringValueNode,
)

from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Applied

SLICING = "slicingArguments"
SIZED = "sizedFields"
ASSUMED = "assumedSize"
REQUIRE_ONE = "requireOneSlicingArgument"
WEIGHT = "weight"


def merge_costs(directive: D, applied: Sequence[Applied], name: str) -> tuple[Applied, bool]:
    """One application of `directive`, called `name`, and whether the given ones differed."""
    meanings = {_meaning(directive, each) for each in applied}
    if len(meanings) == 1:
        return Applied(name, applied[0].arguments, directive), False
    arguments = _cost(applied) if directive is D.COST else _list_size(applied)
    return Applied(name, arguments, directive), True


def integer(applied: Applied, argument: str) -> int | None:
    value = applied.arguments.get(argument)
    return int(value.value) if isinstance(value, IntValueNode) else None


def names(applied: Applied, argument: str) -> tuple[str, ...] | None:
    """The list of names an argument gives; one name stands for a list of one (GraphQL spec, "List Input Coercion")."""
    value = applied.arguments.get(argument)
    if isinstance(value, StringValueNode):
        return (value.value,)
    if not isinstance(value, ListValueNode):
        return None
    return tuple(each.value for each in value.values if isinstance(each, StringValueNode))


def without_dropped_slicing(directives: Iterable[Applied], arguments: Container[str]) -> tuple[Applied, ...]:
    """Slicing arguments that the merged field does not have cannot slice it."""
    return tuple(_only_present(each, arguments) if each.directive is D.LIST_SIZE else each for each in directives)


def _only_present(applied: Applied, arguments: Container[str]) -> Applied:
    slicing = names(applied, SLICING)
    if slicing is None or all(each in arguments for each in slicing):
        return applied
    kept = {name: value for name, value in applied.arguments.items() if name != SLICING}
    left = [each for each in slicing if each in arguments]
    return replace(applied, arguments={**kept, SLICING: _strings(left)} if left else kept)


def _meaning(directive: D, applied: Applied) -> object:
    if directive is D.COST:
        return integer(applied, WEIGHT)
    return (
        integer(applied, ASSUMED),
        names(applied, SLICING),
        names(applied, SIZED),
        applied.boolean(REQUIRE_ONE, True),
    )


def _cost(applied: Sequence[Applied]) -> dict[str, ConstValueNode]:
    return {WEIGHT: IntValueNode(value=str(max(integer(each, WEIGHT) or 0 for each in applied)))}


def _list_size(applied: Sequence[Applied]) -> dict[str, ConstValueNode]:
    arguments: dict[str, ConstValueNode] = {}
    sizes = [size for each in applied if (size := integer(each, ASSUMED)) is not None]
    if sizes:
        arguments[ASSUMED] = IntValueNode(value=str(max(sizes)))
    for argument in (SLICING, SIZED):
        lists = [found for each in applied if (found := names(each, argument)) is not None]
        if lists:
            arguments[argument] = _strings(dict.fromkeys(name for found in lists for name in found))
    required = all(each.boolean(REQUIRE_ONE, True) for each in applied)
    return {**arguments, REQUIRE_ONE: BooleanValueNode(value=required)}


def _strings(found: Iterable[str]) -> ConstListValueNode:
    return ConstListValueNode(values=tuple(StringValueNode(value=each) for each in found))
