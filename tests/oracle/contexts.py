"""`@fromContext` for the reference: what the nearest object around gives to a field's argument.

Subgraphs tell the world which arguments they read from which types; the reference, which knows the objects around
each field, fills them, and so computes what the subgraph must have been asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    SelectionSetNode,
    UnionTypeDefinitionNode,
)

from tests.oracle.world import Coordinate, Record, World, fields

_CONTEXT_AND_SELECTION = re.compile(r"\s*\$\s*(\w+)\s*(.*?)\s*$", re.DOTALL)


@dataclass(frozen=True)
class Seen:
    """A record where the reference met it: below another."""

    record: Record
    around: Seen | None = None


@dataclass(frozen=True)
class ContextRule:
    """An argument of a field: the object types that set its context, and what is read of them."""

    setters: frozenset[str]
    selection: SelectionSetNode


Rules = Mapping[Coordinate, Mapping[str, ContextRule]]


def context_rules(document: DocumentNode) -> Rules:
    """The contextual arguments of a subgraph's schema."""
    setters = {name: frozenset(found) for name, found in _setters(document).items()}
    rules: dict[Coordinate, dict[str, ContextRule]] = {}
    for node in document.definitions:
        for item in getattr(node, "fields", None) or ():
            for argument in getattr(item, "arguments", None) or ():
                for text in _texts(argument, "fromContext", "field"):
                    name, selection = _CONTEXT_AND_SELECTION.match(text).groups()  # type: ignore[union-attr]
                    inner = selection[1:-1] if selection.startswith("{") else selection
                    owner = node.name.value, item.name.value  # type: ignore[attr-defined]
                    rules.setdefault(owner, {})[argument.name.value] = ContextRule(setters[name], fields(inner))
    return rules


def _setters(document: DocumentNode) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for node in document.definitions:
        for name in _texts(node, "context", "name"):
            objects = found.setdefault(name, set())
            if isinstance(node, ObjectTypeDefinitionNode):
                objects.add(node.name.value)
            elif isinstance(node, UnionTypeDefinitionNode):
                objects |= {member.name.value for member in node.types or ()}
            elif isinstance(node, InterfaceTypeDefinitionNode):
                objects |= {
                    each.name.value
                    for each in document.definitions
                    if isinstance(each, ObjectTypeDefinitionNode)
                    and any(interface.name.value == node.name.value for interface in each.interfaces or ())
                }
    return found


def _texts(node: Any, directive: str, argument: str) -> Iterator[str]:
    for item in getattr(node, "directives", None) or ():
        if item.name.value == directive:
            yield from (each.value.value for each in item.arguments or () if each.name.value == argument)


def contextual_arguments(world: World, rules: Rules, seen: Seen, name: str) -> dict[str, Any]:
    """The contextual arguments of a field of `seen` with their values."""
    found: dict[str, Any] = {}
    for (owner, field), arguments in rules.items():
        if field == name and world.is_of(seen.record, owner):
            for argument, rule in arguments.items():
                setter = _nearest(seen.around, rule.setters)
                assert setter is not None, f"composition let {owner}.{field} through without its context"
                found[argument] = _leaf(world.select(setter, rule.selection), rule.selection)
    return found


def _nearest(seen: Seen | None, setters: frozenset[str]) -> Record | None:
    while seen is not None:
        if seen.record.get("__typename") in setters:
            return seen.record
        seen = seen.around
    return None


def _leaf(value: Any, selection: SelectionSetNode) -> Any:
    """The one value that a selection picks, in the lists it is in."""
    if isinstance(value, list):
        return [_leaf(item, selection) for item in value]
    if value is None:
        return None
    for node in _field_nodes(selection):
        if node.name.value in value:
            inner = value[node.name.value]
            return inner if node.selection_set is None else _leaf(inner, node.selection_set)
    return None


def _field_nodes(selection: SelectionSetNode) -> Iterator[FieldNode]:
    for node in selection.selections:
        if isinstance(node, FieldNode):
            yield node
        elif getattr(node, "selection_set", None) is not None:
            yield from _field_nodes(node.selection_set)  # type: ignore[attr-defined]
