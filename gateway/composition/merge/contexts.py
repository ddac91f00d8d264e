"""@context and @fromContext in the supergraph: contexts by subgraph, arguments that no client sees.

A contextual argument is no argument of the supergraph's field: `@join__field(contextArguments:)` says what the gateway
passes.  Where another subgraph resolves the field with an ordinary argument of that name, nobody passes it anything,
so that it must not be required there.  CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS, as error and as hint.
"""

from __future__ import annotations

from graphql import StringValueNode

from gateway.composition.merge.context import MergeContext, Sources, names, places
from gateway.federation.context import parse_context_value, supergraph_context
from gateway.federation.directives import FederationDirective as D
from gateway.federation.facts import ContextArgument
from gateway.federation.model import Applied, Field, InputValue, TypeDefinition
from gateway.federation.subgraph import Subgraph


def merge_contexts(context: MergeContext, sources: Sources[TypeDefinition]) -> tuple[Applied, ...]:
    """The contexts that a type sets, under the supergraph's names."""
    found = dict.fromkeys(
        supergraph_context(subgraph.name, name)
        for subgraph, definition in sources
        for applied in definition.applied(D.CONTEXT)
        if (name := applied.string("name")) is not None
    )
    return tuple(
        Applied(context.directive_names[D.CONTEXT], {"name": StringValueNode(value=name)}, D.CONTEXT) for name in found
    )


def context_arguments(subgraph: Subgraph, field: Field) -> tuple[ContextArgument, ...]:
    """What the gateway passes to a subgraph's field."""
    found = []
    for argument in field.arguments.values():
        applied = argument.first(D.FROM_CONTEXT)
        value = parse_context_value(applied.string("field") or "") if applied else None
        if value is not None:
            named = supergraph_context(subgraph.name, value.context)
            found.append(ContextArgument(argument.name, str(argument.type), named, value.selection))
    return tuple(found)


def without_contextual(context: MergeContext, fields: Sources[Field]) -> list[tuple[Subgraph, dict[str, InputValue]]]:
    """Each subgraph's arguments of a field that clients may pass."""
    if not any(field.arguments for _, field in fields):
        return [(subgraph, {}) for subgraph, _ in fields]
    contextual = dict.fromkeys(
        argument.name for _, field in fields for argument in field.arguments.values() if argument.has(D.FROM_CONTEXT)
    )
    for name in contextual:
        _check_elsewhere(context, name, fields)
    return [
        (subgraph, {name: each for name, each in field.arguments.items() if name not in contextual})
        for subgraph, field in fields
    ]


def _check_elsewhere(context: MergeContext, name: str, fields: Sources[Field]) -> None:
    declared = [(subgraph, field.arguments[name]) for subgraph, field in fields if name in field.arguments]
    ordinary = [(subgraph, each) for subgraph, each in declared if not each.has(D.FROM_CONTEXT)]
    if not ordinary:
        return
    code = "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS"
    setting = names([(subgraph, each) for subgraph, each in declared if each.has(D.FROM_CONTEXT)])
    coordinate = ordinary[0][1].coordinate
    required = [(subgraph, each) for subgraph, each in ordinary if each.required]
    if required:
        message = (
            f'Argument "{coordinate}" is set from a context in {setting} but is required in {names(required)}, where '
            "it has no @fromContext and nobody would pass it."
        )
        context.diagnostics.error(code, message, *places(required))
    else:
        message = (
            f'Argument "{coordinate}" will not be included in the supergraph as it is set from a context in {setting}: '
            f"{names(ordinary)} will never get it."
        )
        context.diagnostics.hint(code, message, *places(ordinary))
