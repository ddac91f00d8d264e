"""One set of data, seen by every subgraph and by the reference alike.

A record is a dict with a `__typename`; its values are JSON scalars, records, lists of either, functions of the
field's arguments, or exceptions to raise.  A field that some subgraph declares with `@requires` has no value of its
own: it is computed from what it requires, so that a subgraph that was sent anything else gives another answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, InlineFragmentNode, SelectionSetNode, parse, value_from_ast_untyped

Record = dict[str, Any]
Coordinate = tuple[str, str]


def fields(text: str) -> SelectionSetNode:
    """A field set as a selection set."""
    bare = text.strip()
    node: Any = parse(bare if bare.startswith("{") else f"{{ {bare} }}", no_location=True).definitions[0]
    selection_set: SelectionSetNode = node.selection_set
    return selection_set


@dataclass
class World:
    """The data.

    Args:
        query: root fields of queries.
        mutation: root fields of mutations; functions that may change records.
        records: every entity, to be found by its keys.
        subtypes: interface to the types that implement it, for interface objects.
        computed: how a field with `@requires` is computed from its arguments and what it required; by default a text
            that shows both.
        requirements: filled by the subgraphs: what each computed field requires.
    """

    query: Record
    records: list[Record] = field(default_factory=list)
    mutation: Record = field(default_factory=dict)
    subtypes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    computed: Mapping[Coordinate, Callable[[Mapping[str, Any], Mapping[str, Any]], Any]] = field(default_factory=dict)
    requirements: dict[Coordinate, SelectionSetNode] = field(default_factory=dict)

    def value(self, record: Record, name: str, arguments: Mapping[str, Any]) -> Any:
        """The value of a field of a record."""
        for coordinate, requirement in self.requirements.items():
            if coordinate[1] == name and self.is_of(record, coordinate[0]):
                return self.compute(coordinate, arguments, self.select(record, requirement))
        value = record.get(name)
        if isinstance(value, Exception):
            raise value
        return value(**arguments) if callable(value) else value

    def compute(self, coordinate: Coordinate, arguments: Mapping[str, Any], required: Mapping[str, Any]) -> Any:
        """The value of a field with `@requires`."""
        compute = self.computed.get(coordinate)
        if compute is not None:
            return compute(arguments, required)
        return f"{coordinate[1]}{canonical(arguments)} of {canonical(required)}"

    def select(self, record: Record, selection_set: SelectionSetNode) -> dict[str, Any]:
        """What a field set selects in a record, as a representation has it."""
        found: dict[str, Any] = {}
        for node in selection_set.selections:
            if isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else None
                if condition is None or self.is_of(record, condition):
                    found.update(self.select(record, node.selection_set))
            elif isinstance(node, FieldNode):
                arguments = {item.name.value: value_from_ast_untyped(item.value) for item in node.arguments or ()}
                value = self.value(record, node.name.value, arguments)
                found[node.name.value] = value if node.selection_set is None else self._below(value, node.selection_set)
        return found

    def _below(self, value: Any, selection_set: SelectionSetNode) -> Any:
        if isinstance(value, list):
            return [self._below(item, selection_set) for item in value]
        return None if value is None else self.select(value, selection_set)

    def is_of(self, record: Record, type_name: str) -> bool:
        """Whether a record is of an object type or interface."""
        own = record.get("__typename")
        return own == type_name or own in self.subtypes.get(type_name, ())

    def find(
        self, type_name: str, keys: Iterable[SelectionSetNode], representation: Mapping[str, Any]
    ) -> Record | None:
        """The record that one of `keys`, all of whose fields are in the representation, identifies."""
        for key in keys:
            wanted = picked(representation, key)
            if wanted is None:
                continue
            for record in self.records:
                if self.is_of(record, type_name) and canonical(self.select(record, key)) == canonical(wanted):
                    return record
            return None
        raise ValueError(f"a representation of {type_name} without a key: {canonical(representation)}")


def picked(value: Any, selection_set: SelectionSetNode) -> Any:
    """The part of a representation that a field set names; None if some of it is absent."""
    if isinstance(value, list):
        items = [None if item is None else picked(item, selection_set) for item in value]
        return (
            None if any(part is None and item is not None for part, item in zip(items, value, strict=True)) else items
        )
    found: dict[str, Any] = {}
    for node in selection_set.selections:
        if isinstance(node, InlineFragmentNode):
            part = picked(value, node.selection_set)
            found.update(part or {})
        elif isinstance(node, FieldNode):
            name = node.name.value
            if name not in value:
                return None
            inner = value[name]
            if node.selection_set is not None and inner is not None:
                inner = picked(inner, node.selection_set)
                if inner is None:
                    return None
            found[name] = inner
    return found


def canonical(value: Any) -> str:
    """JSON with sorted keys: equal texts are equal values."""
    return json.dumps(value, sort_keys=True)
