"""A client's document, read once: parsed, validated, measured, and what its plans depend on.

A `Document` is immutable and holds nothing of a request; engines cache it by the text's hash and the operation
name.  What of a request can change the plan (booleans of `@skip` and `@include`, override labels, denied fields)
is folded into a `Variant`, which with the document keys the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import msgspec
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    Node,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    parse,
    specified_rules,
    validate,
    value_from_ast_untyped,
)
from msgspec.structs import replace

from gateway.federation.supergraph import Supergraph
from gateway.federation.syntax import NotPlain, read_executable
from gateway.planning.authorization import Rules, denied_fields, read_rules
from gateway.planning.conditions import HANDFUL
from gateway.planning.errors import DocumentError
from gateway.planning.limits import Limits, check_length, check_limits
from gateway.planning.overlaps import MergeableFieldsRule
from gateway.planning.plan import OperationKind
from gateway.planning.touched import touched_labels
from gateway.planning.validity import certainly_valid

LONGEST_MESSAGE: Final = 1_000
RULES: Final = tuple(
    MergeableFieldsRule if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules
)
NOTHING: Final[frozenset[Any]] = frozenset()
"""Python makes a new empty set, of 216 bytes, each time it is asked for one."""
_TOO_MANY: Final = ("tokens. Parsing aborted.", "comments. Parsing aborted.")


class Syntax(msgspec.Struct, frozen=True, eq=False):
    """A document that has been parsed and is within the limits, but may make no sense."""

    text: str
    node: DocumentNode
    selections: int

    @classmethod
    def read(cls, text: str, limits: Limits, *, locations: bool = False) -> Syntax:
        """Parse and measure; `locations` as in `parse_document`.

        Raises:
            DocumentError: stage `parse`, or `validate` for a limit that is passed.
        """
        check_length(text, limits)
        node = parse_document(text, limits, locations=locations)
        return cls(text, node, check_limits(node, limits))


class Variant(msgspec.Struct, frozen=True):
    """What selects one plan among those of a document.

    Args:
        conditions: value of each boolean variable that `@skip` or `@include` uses, sorted by name; those that are not
            there are folded into the plan.
        denied: (object type, field) pairs that the caller may not see.
        labels: the progressive overrides in force for this caller, of those that touch the operation.
    """

    conditions: tuple[tuple[str, bool], ...] = ()
    denied: frozenset[tuple[str, str]] = frozenset()
    labels: frozenset[str] = frozenset()

    @property
    def folded(self) -> Variant:
        """That of the plan which bears all conditions."""
        return replace(self, conditions=())


class Document(msgspec.Struct, frozen=True, eq=False):
    """One operation of a valid document, with the fragments it may use."""

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    kind: OperationKind
    operation_name: str | None
    variables: tuple[VariableDefinitionNode, ...]
    condition_variables: tuple[str, ...]
    rules: Rules
    labels: frozenset[str]
    defaults: Mapping[str, Any]
    selections: int
    """How many the text stands for, after expanding all fragments: what reading and planning it costs."""

    @classmethod
    def read(
        cls, supergraph: Supergraph, text: str, operation_name: str | None = None, limits: Limits | None = None
    ) -> Document:
        """Parse and validate a document against the API schema and choose its operation.

        Raises:
            DocumentError: with the stage that refused it (GraphQL spec, sections 5 and 6.1).
        """
        limits = limits or Limits()
        return cls.of(supergraph, Syntax.read(text, limits), operation_name, limits)

    @classmethod
    def of(cls, supergraph: Supergraph, syntax: Syntax, operation_name: str | None, limits: Limits) -> Document:
        """As `read`, of what has been parsed and measured.

        Raises:
            DocumentError: as `read`, but for the stage `parse`.
        """
        validate_document(supergraph, syntax.node, syntax.text, limits)
        return cls.known(supergraph, syntax, operation_name)

    @classmethod
    def known(cls, supergraph: Supergraph, syntax: Syntax, operation_name: str | None) -> Document:
        """As `read`, of what is known to be valid.

        Raises:
            DocumentError: stage `operation`.
        """
        document = syntax.node
        operation = choose_operation(document, operation_name)
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        variables = tuple(operation.variable_definitions or ())
        return cls(
            operation=operation,
            fragments=fragments,
            kind=operation.operation.value,
            operation_name=operation.name.value if operation.name else None,
            variables=variables,
            condition_variables=_conditional(syntax, operation, fragments),
            rules=read_rules(supergraph, operation, fragments),
            labels=touched_labels(supergraph, operation, fragments),
            defaults={
                node.variable.name.value: value_from_ast_untyped(node.default_value)
                for node in variables
                if node.default_value
            },
            selections=syntax.selections,
        )

    def declared(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Those of a request's variables that the operation declares; all others are ignored."""
        names = (node.variable.name.value for node in self.variables)
        return {name: variables[name] for name in names if name in variables}

    @property
    def folds(self) -> bool:
        """Whether its conditions are too many for a plan for each of their combinations."""
        return len(self.condition_variables) > HANDFUL

    @property
    def choices(self) -> int:
        """What can make plans differ: without any there is one."""
        return len(self.condition_variables) + len(self.rules) + len(self.labels)

    @property
    def outline(self) -> Document:
        """The document without what it selects: all that a request needs of it which is planned elsewhere."""
        whole = self.operation
        operation = OperationDefinitionNode(
            operation=whole.operation,
            name=whole.name,
            variable_definitions=whole.variable_definitions,
            directives=(),
            selection_set=SelectionSetNode(selections=()),
            loc=whole.loc,
        )
        return replace(self, operation=operation, fragments={})

    def variant(
        self,
        variables: Mapping[str, Any],
        scopes: frozenset[str] | None = None,
        labels: frozenset[str] = frozenset(),
    ) -> Variant:
        """The variant for a request: its (coerced or raw) variables, its caller's scopes (None: anonymous).

        Labels are those in force; which of them touch the operation, the document knows.
        """
        conditions = tuple(
            (name, bool(variables.get(name, self.defaults.get(name)))) for name in self.condition_variables
        )
        denied = denied_fields(self.rules, scopes) if self.rules else NOTHING
        return Variant(conditions, denied, labels & self.labels if self.labels else NOTHING)


def response_error(error: GraphQLError, code: str) -> dict[str, Any]:
    """A graphql-core error as a response error with a code; messages quote the client, but not at any length."""
    formatted: dict[str, Any] = dict(error.formatted)
    if len(error.message) > LONGEST_MESSAGE:
        formatted["message"] = f"{error.message[: LONGEST_MESSAGE - 1]}…"
    formatted["extensions"] = {**formatted.get("extensions", {}), "code": code}
    return formatted


def parse_document(text: str, limits: Limits, *, locations: bool = False) -> DocumentNode:
    """Parse within the token limit, which also bounds comments: they are kept as tokens.

    Without `locations` nodes do not know where they are: these would keep every token in memory, two thirds of all.
    """
    if not locations:
        with suppress(NotPlain):
            return read_executable(text, limits.tokens)
    try:
        return parse(text, not locations, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLSyntaxError as error:
        code = "MAX_TOKENS_LIMIT" if error.message.endswith(_TOO_MANY) else "GRAPHQL_PARSE_FAILED"
        raise DocumentError("parse", [response_error(error, code)]) from None
    except RecursionError:
        raise DocumentError.of("parse", "GRAPHQL_PARSE_FAILED", "The document is nested too deeply.") from None


def validate_document(supergraph: Supergraph, document: DocumentNode, text: str, limits: Limits) -> None:
    """Validate against the API schema (GraphQL spec, section 5); what fails is read again, to say where.

    Raises:
        DocumentError: stage `validate`.
    """
    if not find_errors(supergraph, document, limits):
        return
    errors = find_errors(supergraph, parse_document(text, limits, locations=True), limits)
    if any(error.message == "Validation aborted." for error in errors):  # graphql-core's own limit of nesting
        raise DocumentError.of("validate", "GRAPHQL_VALIDATION_FAILED", "The document is nested too deeply.")
    raise DocumentError("validate", [response_error(error, "GRAPHQL_VALIDATION_FAILED") for error in errors])


def find_errors(supergraph: Supergraph, document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """What graphql-core's rules, with `MergeableFieldsRule` for one of them, say of a document."""
    if certainly_valid(supergraph.api_schema, document):
        return []
    rules = RULES if limits.introspection else (*RULES, NoSchemaIntrospectionCustomRule)
    return validate(supergraph.api_schema, document, rules, max_errors=limits.errors)


def choose_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run (GraphQL spec, "GetOperation")."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name is not None:
        for operation in operations:
            if operation.name and operation.name.value == name:
                return operation
        known = ", ".join(node.name.value for node in operations if node.name) or "none with a name"
        raise DocumentError.of(
            "operation", "OPERATION_RESOLUTION_FAILURE", f'Unknown operation "{name}"; the document has: {known}.'
        )
    if len(operations) == 1:
        return operations[0]
    if not operations:
        raise DocumentError.of("operation", "OPERATION_RESOLUTION_FAILURE", "The document has no operation.")
    raise DocumentError.of(
        "operation",
        "OPERATION_RESOLUTION_FAILURE",
        "The document has several operations: say which one to run with `operationName`.",
    )


def _conditional(
    syntax: Syntax, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[str, ...]:
    """The variables of conditions, sorted; a text without directives has none."""
    return tuple(sorted(set(condition_variables(operation, fragments)))) if "@" in syntax.text else ()


def condition_variables(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[str]:
    """Names of the variables that `@skip(if:)` and `@include(if:)` read."""
    todo: list[Node] = [operation.selection_set, *(fragment.selection_set for fragment in fragments.values())]
    while todo:
        node: Any = todo.pop()
        for directive in getattr(node, "directives", None) or ():
            if directive.name.value in ("skip", "include"):
                for argument in directive.arguments or ():
                    if isinstance(argument.value, VariableNode):
                        yield argument.value.name.value
        if getattr(node, "selection_set", None):
            todo.append(node.selection_set)
        todo.extend(getattr(node, "selections", None) or ())
