"""Registered operations: the only GraphQL a BFF ever sends, one document a file.

A file `NAME.graphql` holds exactly one named operation, called NAME (fragments beside it are fine).  What can be
known without the schema is checked when the files are read, at start-up: syntax, names, fragments, variables.
That the documents fit the supergraph is a test's business, since a BFF does not carry the supergraph with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    KnownFragmentNamesRule,
    ListTypeNode,
    NonNullTypeNode,
    NoUndefinedVariablesRule,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    OperationDefinitionNode,
    TypeNode,
    UniqueArgumentNamesRule,
    UniqueFragmentNamesRule,
    UniqueVariableNamesRule,
    VariableDefinitionNode,
    build_schema,
    parse,
    strip_ignored_characters,
    validate,
)

from gateway.bff.errors import InvalidOperation

BATCH_VARIABLE = "ids"

_SCHEMALESS_RULES = (
    KnownFragmentNamesRule,
    NoUndefinedVariablesRule,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    UniqueArgumentNamesRule,
    UniqueFragmentNamesRule,
    UniqueVariableNamesRule,
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One registered document.

    Args:
        name: of the operation and of its file.
        text: what is sent, without comments and white space.
        kind: `query` or `mutation`.
        variables: names of all variables.
        required: names of those that have no default and may not be null.
        batch_field: response key of the only root field if this document can serve a loader (it takes
            `$ids: [ID!]!` and its root field selects `id`), else None.
    """

    name: str
    text: str
    kind: str
    variables: frozenset[str]
    required: frozenset[str]
    batch_field: str | None

    def check(self, variables: Mapping[str, Any]) -> None:
        """Raises InvalidOperation for unknown variables and for required ones that are absent or null."""
        unknown = variables.keys() - self.variables
        if unknown:
            raise InvalidOperation(f"Operation {self.name} has no variable {_dollars(unknown)}.")
        missing = {name for name in self.required if variables.get(name) is None}
        if missing:
            raise InvalidOperation(f"Operation {self.name} needs a value for {_dollars(missing)}.")


class Operations(Mapping[str, Operation]):
    """The operations of one BFF by name."""

    def __init__(self, operations: Mapping[str, Operation], source: str) -> None:
        self._operations = operations
        self._source = source

    def __getitem__(self, name: str) -> Operation:
        try:
            return self._operations[name]
        except KeyError:
            raise InvalidOperation(f"No operation {name}: {self._source}/{name}.graphql does not exist.") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._operations)

    def __len__(self) -> int:
        return len(self._operations)

    def __contains__(self, name: object) -> bool:
        return name in self._operations


def load_operations(directory: Path) -> Operations:
    """Reads every `*.graphql` file of a directory.

    Raises InvalidOperation naming the file: unreadable, not GraphQL, not exactly one operation named as the file.
    """
    if not directory.is_dir():
        raise InvalidOperation(f"The directory of registered operations {directory} does not exist.")
    parsed = (parse_operation(path.stem, _read(path)) for path in sorted(directory.glob("*.graphql")))
    return Operations({operation.name: operation for operation in parsed}, str(directory))


def parse_operation(name: str, text: str) -> Operation:
    """One document as an Operation; raises InvalidOperation that names it and says what is wrong."""
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        raise InvalidOperation(f"{name}.graphql is not GraphQL: {_located(error)}") from error
    definition = _only_operation(name, document)
    variables = definition.variable_definitions or ()
    problems = validate(build_schema("type Query { _: ID }"), document, _SCHEMALESS_RULES)
    if problems:
        raise InvalidOperation(f"{name}.graphql is not valid: " + " ".join(map(_located, problems)))
    return Operation(
        name=name,
        text=strip_ignored_characters(text),
        kind=definition.operation.value,
        variables=frozenset(variable.variable.name.value for variable in variables),
        required=frozenset(variable.variable.name.value for variable in variables if _is_required(variable)),
        batch_field=_batch_field(definition),
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidOperation(f"{path} cannot be read: {error}") from error


def _only_operation(name: str, document: DocumentNode) -> OperationDefinitionNode:
    found = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    others = [
        node for node in document.definitions if not isinstance(node, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    if others or len(found) != 1 or found[0].name is None or found[0].name.value != name:
        raise InvalidOperation(f"{name}.graphql must hold exactly one operation, named {name}.")
    if found[0].operation.value == "subscription":
        raise InvalidOperation(f"{name}.graphql is a subscription; a BFF registers queries and mutations.")
    return found[0]


def _is_required(variable: VariableDefinitionNode) -> bool:
    return isinstance(variable.type, NonNullTypeNode) and variable.default_value is None


def _batch_field(definition: OperationDefinitionNode) -> str | None:
    fields, variables = definition.selection_set.selections, definition.variable_definitions or ()
    if len(fields) != 1 or len(variables) != 1:
        return None
    field, variable = fields[0], variables[0]
    if variable.variable.name.value != BATCH_VARIABLE or not _is_id_list(variable.type):
        return None
    if not isinstance(field, FieldNode) or not _selects_id(field):
        return None
    return (field.alias or field.name).value


def _is_id_list(node: TypeNode) -> bool:
    return isinstance(node, NonNullTypeNode) and isinstance(node.type, ListTypeNode)


def _selects_id(field: FieldNode) -> bool:
    selections = field.selection_set.selections if field.selection_set else ()
    return any(isinstance(node, FieldNode) and (node.alias or node.name).value == "id" for node in selections)


def _located(error: GraphQLError) -> str:
    line = error.locations[0].line if error.locations else "?"
    return f"{error.message} (line {line})"


def _dollars(names: Any) -> str:
    return ", ".join(f"${name}" for name in sorted(names))
