"""Introspection, answered by graphql-core from the API schema: never fetched, never federated.

`__schema` and `__type` are root fields.  The operation is cut down to them once, keeping the client's aliases,
arguments and fragments; without variables the answer is the same for every request and is computed once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    execute_sync,
)

INTROSPECTION_FIELDS = frozenset({"__schema", "__type"})


class Introspected(NamedTuple):
    """Values by response key, and response errors."""

    data: Mapping[str, Any]
    errors: tuple[dict[str, Any], ...]


class Introspection:
    """The introspection part of one operation."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        root = SelectionSetNode(selections=tuple(_introspective(operation.selection_set, fragments)))
        self._schema = schema
        self._document = DocumentNode(definitions=(replace(operation, selection_set=root), *fragments.values()))
        self._constant = not operation.variable_definitions
        self._known: Introspected | None = None

    def answer(self, variables: Mapping[str, Any]) -> Introspected:
        """The values for a request with these raw variables."""
        if self._known is not None:
            return self._known
        result = execute_sync(self._schema, self._document, variable_values=dict(variables))
        answer = _answer(result)
        if self._constant:
            self._known = answer
        return answer


def _answer(result: ExecutionResult) -> Introspected:
    errors = tuple(dict(error.formatted) for error in result.errors or ())
    return Introspected(result.data or {}, errors)


def _introspective(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[SelectionNode]:
    """The selections that lead to introspection fields, with spreads of fragments on the root written out."""
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            if node.name.value in INTROSPECTION_FIELDS:
                yield node
            continue
        if isinstance(node, FragmentSpreadNode):
            inner, condition = fragments[node.name.value].selection_set, None
        else:
            assert isinstance(node, InlineFragmentNode)
            inner, condition = node.selection_set, node.type_condition
        selections = tuple(_introspective(inner, fragments))
        if selections:
            yield InlineFragmentNode(
                type_condition=condition,
                directives=node.directives,
                selection_set=SelectionSetNode(selections=selections),
            )
