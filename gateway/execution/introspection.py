"""Introspection, answered by graphql-core from the API schema: never fetched, never federated.

`__schema` and `__type` are root fields.  The operation is cut down to them once, keeping the client's aliases,
arguments and fragments; without variables the answer is the same for every request and is computed once.

A schema may have tens of thousands of fields, and an operation may ask for each of them again and again: what is more
than a glance is answered elsewhere, not on the event loop, and comes as JSON.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

import msgspec
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

from gateway.execution.codes import ErrorCode

INTROSPECTION_FIELDS = frozenset({"__schema", "__type"})
HERE: Final = 1_000
EVERYTHING: Final = 2**63


class Introspected(NamedTuple):
    """Values by response key (as they are, or as JSON in `msgspec.Raw`), and response errors."""

    data: Mapping[str, Any]
    errors: tuple[dict[str, Any], ...]


Elsewhere = Callable[[Mapping[str, Any]], Awaitable[Introspected]]


class TooMuch(BaseException):
    """More fields than wanted; no `Exception`, since graphql-core makes field errors of those and goes on."""


class Introspection:
    """The introspection part of one operation.

    Args:
        schema: the API schema.
        operation: of which `__schema` and `__type` are answered.
        fragments: of its document.
        elsewhere: answers in place of this one what has more than `HERE` fields, and all for the outline of a document;
            without it all is answered here.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        elsewhere: Elsewhere | None = None,
    ) -> None:
        root = SelectionSetNode(selections=tuple(_introspective(operation.selection_set, fragments)))
        self._schema = schema
        self._document = DocumentNode(definitions=(replace(operation, selection_set=root), *fragments.values()))
        self._constant = not operation.variable_definitions
        self._elsewhere = elsewhere
        self._large = elsewhere is not None and not operation.selection_set.selections
        self._known: Introspected | None = None

    async def answer(self, variables: Mapping[str, Any]) -> Introspected:
        """The values for a request with these raw variables."""
        if self._known is not None:
            return self._known
        if self._elsewhere is not None and self._large:
            return await self._elsewhere(variables)
        try:
            answer = self.compute(variables, HERE if self._elsewhere else EVERYTHING)
        except TooMuch:
            assert self._elsewhere is not None
            self._large = True
            return await self._elsewhere(variables)
        if self._constant:
            self._known = answer
        return answer

    def compute(self, variables: Mapping[str, Any], fields: int) -> Introspected:
        """The values.

        Raises:
            TooMuch: there are more than `fields`.
        """
        left = fields

        def count(resolve: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise TooMuch
            return resolve(*arguments, **more)

        return _answer(execute_sync(self._schema, self._document, variable_values=dict(variables), middleware=[count]))

    def encoded(self, variables: Mapping[str, Any], fields: int) -> Introspected:
        """As `compute`, each value in JSON; one error for more than `fields`."""
        try:
            data, errors = self.compute(variables, fields)
        except TooMuch:
            message = f"The answer to __schema and __type has more than {fields} fields."
            code = {"code": ErrorCode.INTROSPECTION_TOO_LARGE.value}
            return Introspected({}, ({"message": message, "extensions": code},))
        return Introspected({key: msgspec.json.encode(value) for key, value in data.items()}, errors)


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
