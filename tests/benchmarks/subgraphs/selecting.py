"""Executes a subgraph operation over records: fields, arguments, fragments, conditions, `_entities`.

As little of the GraphQL specification's section 6 as gateways need of a subgraph that has no abstract types but
`_Entity`: nulls do not rise, and what a record does not have is an error that fails the whole answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    value_from_ast_untyped,
)

from tests.benchmarks.graph.records import Record

_ABSTRACT = "_Entity"


@dataclass(frozen=True)
class Operation:
    """A parsed document of one operation."""

    kind: str
    selection: SelectionSetNode
    fragments: Mapping[str, FragmentDefinitionNode]
    defaults: Mapping[str, Any]

    @classmethod
    def read(cls, query: str) -> Operation:
        """Raises GraphQLSyntaxError, and StopIteration when there is no operation."""
        document = parse(query, no_location=True)
        operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        defaults = {
            node.variable.name.value: value_from_ast_untyped(node.default_value)
            for node in operation.variable_definitions or ()
            if node.default_value
        }
        return cls(operation.operation.value, operation.selection_set, fragments, defaults)

    def run(self, root: Record, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The response's data.  Raises KeyError for what the records do not have."""
        execution = _Execution(self.fragments, {**self.defaults, **variables})
        data: dict[str, Any] = execution.complete(root, (self.selection,))
        return data


@dataclass(frozen=True)
class _Execution:
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: dict[str, Any]

    def complete(self, value: Any, selections: Sequence[SelectionSetNode]) -> Any:
        if isinstance(value, list):
            return [self.complete(item, selections) for item in value]
        if value is None or not selections:
            return value
        fields: dict[str, list[FieldNode]] = {}
        for selection in selections:
            for field in self.fields(selection, value["__typename"]):
                fields.setdefault(field.alias.value if field.alias else field.name.value, []).append(field)
        return {key: self.field(value, nodes) for key, nodes in fields.items()}

    def field(self, record: Record, nodes: Sequence[FieldNode]) -> Any:
        value = record[nodes[0].name.value]
        if callable(value):
            arguments = nodes[0].arguments or ()
            value = value(**{node.name.value: value_from_ast_untyped(node.value, self.variables) for node in arguments})
        return self.complete(value, [node.selection_set for node in nodes if node.selection_set])

    def fields(self, selection: SelectionSetNode, typename: str) -> Iterator[FieldNode]:
        for node in selection.selections:
            if not self.included(node.directives or ()):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            assert isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode)
            condition = fragment.type_condition
            if condition is None or condition.name.value in (typename, _ABSTRACT):
                yield from self.fields(fragment.selection_set, typename)

    def included(self, directives: Sequence[DirectiveNode]) -> bool:
        for directive in directives:
            wanted = directive.name.value == "include"
            (condition,) = directive.arguments or ()
            if value_from_ast_untyped(condition.value, self.variables) is not wanted:
                return False
        return True
