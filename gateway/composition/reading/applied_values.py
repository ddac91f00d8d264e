"""What graphql-core's SDL validation leaves out: whether values of directive arguments are of the arguments' types.

Specifications' scalars take any value here; what they may hold is up to the rules that read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    Undefined,
    build_ast_schema,
    print_ast,
    value_from_ast,
)
from graphql.validation.rules.known_argument_names import KnownArgumentNamesOnDirectivesRule
from graphql.validation.rules.known_directives import KnownDirectivesRule
from graphql.validation.rules.known_type_names import KnownTypeNamesRule
from graphql.validation.rules.provided_required_arguments import ProvidedRequiredArgumentsOnDirectivesRule
from graphql.validation.rules.unique_directives_per_location import UniqueDirectivesPerLocationRule
from graphql.validation.validate import validate_sdl

USE_RULES = (
    KnownTypeNamesRule,
    KnownDirectivesRule,
    UniqueDirectivesPerLocationRule,
    KnownArgumentNamesOnDirectivesRule,
    ProvidedRequiredArgumentsOnDirectivesRule,
)

_PARTS = ("fields", "arguments", "values")
"""Where definitions have parts that directives can stand on."""


def value_errors(document: DocumentNode, schema: GraphQLSchema) -> list[GraphQLError]:
    """One for each value in `document` that its directive, as `schema` defines it, does not take."""
    return [error for node in _applications(document.definitions) for error in _errors(node, schema)]


def use_errors(document: DocumentNode) -> list[GraphQLError]:
    """What is wrong with the uses of directives in a whole schema, by the definitions in it."""
    errors = validate_sdl(document, rules=USE_RULES)
    return errors or value_errors(document, build_ast_schema(document, assume_valid_sdl=True))


def _errors(node: ConstDirectiveNode, schema: GraphQLSchema) -> Iterator[GraphQLError]:
    definition = schema.get_directive(node.name.value)
    if definition is None:
        return
    for argument in node.arguments or ():
        expected = definition.args.get(argument.name.value)
        if expected is not None and value_from_ast(argument.value, expected.type) is Undefined:
            message = (
                f'Invalid value {print_ast(argument.value)} for argument "{argument.name.value}" of directive '
                f'"@{node.name.value}": it must be of type "{expected.type}".'
            )
            yield GraphQLError(message, node)


def _applications(parts: Iterable[Any]) -> Iterator[ConstDirectiveNode]:
    for part in parts:
        yield from getattr(part, "directives", None) or ()
        for key in _PARTS:
            yield from _applications(getattr(part, key, None) or ())
