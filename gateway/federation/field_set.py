"""Field sets: what `@key`, `@requires` and `@provides` select (Federation specification, "FieldSet").

Text is parsed once into graphql-core's selection set; `printed` gives the canonical one-line text by which
two equal field sets of different subgraphs are told to be equal.
"""

from __future__ import annotations

import re

from graphql import (
    FieldNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    parse,
    print_ast,
)

_FIELDS = re.compile(r"[_A-Za-z]\w*(?:[ \t\n\r]+[_A-Za-z]\w*)*", re.ASCII)
"""Most field sets: names and nothing else."""


class FieldSetError(ValueError):
    """The text of a field set is not one."""


def parse_field_set(text: str) -> SelectionSetNode:
    """The selection set of `text`, with or without outer braces.  Raises FieldSetError."""
    body = text.strip()
    if not body:
        raise FieldSetError("it selects nothing")
    if _FIELDS.fullmatch(body):
        return SelectionSetNode(selections=tuple(FieldNode(name=NameNode(value=each)) for each in body.split()))
    if not body.startswith("{"):
        body = "{" + body + "}"
    try:
        document = parse(Source(body, "field set"), no_location=True)
    except GraphQLSyntaxError as error:
        raise FieldSetError(error.message) from None
    operation = document.definitions[0]
    if len(document.definitions) != 1 or not isinstance(operation, OperationDefinitionNode):
        raise FieldSetError("it must be one selection of fields")
    return operation.selection_set


def printed(selections: SelectionSetNode) -> str:
    """On one line, without the outer braces: `id organisation { id }`."""
    return " ".join(_print_selection(each) for each in selections.selections)


def _print_selection(node: object) -> str:
    if isinstance(node, FieldNode):
        alias = f"{node.alias.value}: " if node.alias else ""
        arguments = ", ".join(f"{each.name.value}: {print_ast(each.value)}" for each in node.arguments or ())
        below = f" {{ {printed(node.selection_set)} }}" if node.selection_set else ""
        return f"{alias}{node.name.value}{f'({arguments})' if arguments else ''}{below}"
    if isinstance(node, InlineFragmentNode):
        condition = f" on {node.type_condition.name.value}" if node.type_condition else ""
        return f"...{condition} {{ {printed(node.selection_set)} }}"
    return print_ast(node)  # type: ignore[arg-type]
