"""Walking a field set over a schema: which fields it names, and of which types.

`walk` yields every field selected, at any depth, with the type it was selected on; a name that the schema does
not have is yielded with `field` None, and nothing below it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode

from gateway.federation.model import Field, Schema, TypeKind
from gateway.federation.type_ref import named

TYPENAME = "__typename"


@dataclass(frozen=True, slots=True)
class Selected:
    """`field` is None for `__typename` and for a name that `parent` does not have."""

    parent: str
    node: FieldNode
    field: Field | None


def walk(schema: Schema, parent: str, selections: SelectionSetNode) -> Iterator[Selected]:
    for node in selections.selections:
        if isinstance(node, FieldNode):
            definition = schema.types.get(parent)
            field = definition.fields.get(node.name.value) if definition else None
            yield Selected(parent, node, field)
            if field is not None and node.selection_set is not None:
                yield from walk(schema, named(field.type), node.selection_set)
        elif isinstance(node, InlineFragmentNode):
            condition = node.type_condition.name.value if node.type_condition else parent
            yield from walk(schema, condition, node.selection_set)
        else:
            assert isinstance(node, FragmentSpreadNode)


def selected_coordinates(schema: Schema, parent: str, selections: SelectionSetNode) -> set[str]:
    """Coordinates of the selected fields, and of the fields of implementations that an interface's stand for."""
    result: set[str] = set()
    for selected in walk(schema, parent, selections):
        if selected.field is None:
            continue
        result.add(selected.field.coordinate)
        if schema.types[selected.parent].kind is TypeKind.INTERFACE:
            name = selected.node.name.value
            result |= {f"{each}.{name}" for each in schema.possible_types(selected.parent)}
    return result
