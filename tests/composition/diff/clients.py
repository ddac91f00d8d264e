"""Whether an operation of the old schema still works on the new one: it is valid, takes its variables, and gets nothing
that the old schema ruled out.

Answers are compared by the types of the selected fields: a null, a list or a value of another leaf type that the old
schema ruled out is a failure.  New enum values and new object types in answers are not.
"""

from __future__ import annotations

from graphql import (
    DocumentNode,
    FieldNode,
    FieldsOnCorrectTypeRule,
    FragmentsOnCompositeTypesRule,
    GraphQLError,
    GraphQLOutputType,
    GraphQLSchema,
    KnownArgumentNamesRule,
    KnownDirectivesRule,
    KnownOperationTypesRule,
    KnownTypeNamesRule,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    TypeInfo,
    TypeInfoVisitor,
    UniqueDirectivesPerLocationRule,
    ValuesOfCorrectTypeRule,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
    Visitor,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values

from tests.composition.diff.operations import Operation

# What depends on the schema.  The other rules refuse an operation on both schemas or on neither.
_RULES = (
    FieldsOnCorrectTypeRule,
    FragmentsOnCompositeTypesRule,
    KnownArgumentNamesRule,
    KnownDirectivesRule,
    KnownOperationTypesRule,
    KnownTypeNamesRule,
    OverlappingFieldsCanBeMergedRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    UniqueDirectivesPerLocationRule,
    ValuesOfCorrectTypeRule,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
)


def refusal(schema: GraphQLSchema, operation: Operation) -> str | None:
    """Why the schema refuses the operation."""
    document = operation.parsed
    errors = validate(schema, document, _RULES, max_errors=1)
    if errors:
        return errors[0].message
    definition = document.definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    found = get_variable_values(schema, definition.variable_definitions or (), dict(operation.variables))
    return found[0].message if isinstance(found, list) and found and isinstance(found[0], GraphQLError) else None


def failure(old: GraphQLSchema, new: GraphQLSchema, operation: Operation) -> str | None:
    """Why a client with the operation notices that the schema is new; None when it works as before."""
    reason = refusal(new, operation)
    if reason is not None:
        return reason
    document = operation.parsed
    for before, after in zip(answers(old, document), answers(new, document), strict=True):
        if not allowed(after, before):
            return f"{after} comes in place of {before}"
    return None


def answers(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLOutputType]:
    """The type of each selected field, in the document's order."""
    info = TypeInfo(schema)
    found: list[GraphQLOutputType] = []

    class Collector(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            type_ = info.get_type()
            assert type_ is not None
            found.append(type_)

    visit(document, TypeInfoVisitor(info, Collector()))
    return found


def allowed(new: GraphQLOutputType, old: GraphQLOutputType) -> bool:
    """Whether whatever `new` can return, `old` could."""
    if is_non_null_type(new):
        return allowed(new.of_type, old.of_type if is_non_null_type(old) else old)
    if is_non_null_type(old):
        return False
    if is_list_type(new) or is_list_type(old):
        return is_list_type(new) and is_list_type(old) and allowed(new.of_type, old.of_type)
    before, after = get_named_type(old), get_named_type(new)
    return before.name == after.name if is_leaf_type(before) or is_leaf_type(after) else True
