"""Which fields of an object the client asked for, so that what nobody reads is not fetched or generated.

Follows the field's own selection set through fragments, and honours `@skip` and `@include`
(GraphQL specification, 6.3.2 CollectFields).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_directive_values,
)


def selects(info: GraphQLResolveInfo[Any], field: str) -> bool:
    """Whether the selection of the field being resolved contains `field` (by schema name, whatever its alias)."""
    nodes = (node for parent in info.field_nodes for node in _fields(info, parent.selection_set))
    return any(node.name.value == field for node in nodes)


def _fields(info: GraphQLResolveInfo[Any], selection_set: SelectionSetNode | None) -> Iterator[FieldNode]:
    for node in selection_set.selections if selection_set else ():
        if not _included(info, node):
            continue
        match node:
            case FieldNode():
                yield node
            case InlineFragmentNode():
                yield from _fields(info, node.selection_set)
            case FragmentSpreadNode():
                yield from _fields(info, info.fragments[node.name.value].selection_set)


def _included(info: GraphQLResolveInfo[Any], node: SelectionNode) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, info.variable_values)
    include = get_directive_values(GraphQLIncludeDirective, node, info.variable_values)
    return not (skip and skip["if"]) and (include is None or bool(include["if"]))
