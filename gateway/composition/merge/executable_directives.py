"""Directive definitions that clients use in operations: what every subgraph has, at the locations all allow."""

from __future__ import annotations

from gateway.composition.merge.context import MergeContext, Sources, names, places
from gateway.composition.merge.descriptions import merge_description
from gateway.composition.merge.input_values import merge_input_values
from gateway.federation.model import DirectiveDefinition

EXECUTABLE = frozenset(
    {
        "QUERY",
        "MUTATION",
        "SUBSCRIPTION",
        "FIELD",
        "FRAGMENT_DEFINITION",
        "FRAGMENT_SPREAD",
        "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION",
    }
)
BUILT_IN = frozenset({"skip", "include", "deprecated", "specifiedBy", "oneOf", "defer", "stream"})


def merge_directive_definitions(context: MergeContext) -> dict[str, DirectiveDefinition]:
    """By name: the directives that clients may use, and those that a `@composeDirective` passes on."""
    merged = {name: each.definition for name, each in context.composed.items()}
    for name in dict.fromkeys(name for each in context.subgraphs for name in each.schema.directive_definitions):
        if name in BUILT_IN or name in merged:
            continue
        found = [
            (subgraph, definition)
            for subgraph in context.subgraphs
            if (definition := subgraph.schema.directive_definitions.get(name)) is not None
        ]
        if any(_locations(each) for _, each in found) and (definition := _merge(context, found)) is not None:
            merged[name] = definition
    return merged


def _locations(definition: DirectiveDefinition) -> list[str]:
    return [each for each in definition.locations if each in EXECUTABLE]


def _merge(context: MergeContext, found: Sources[DirectiveDefinition]) -> DirectiveDefinition | None:
    first = found[0][1]
    title = f'Executable directive "{first.coordinate}"'
    if len(found) < len(context.subgraphs):
        message = f"{title} will not be part of the supergraph: only {names(found)} define it."
        context.diagnostics.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE", message, *places(found))
        return None
    common = [each for each in _locations(first) if all(each in _locations(other) for _, other in found)]
    if not common:
        message = f"{title} has no location in common between the subgraphs, so it is left out."
        context.diagnostics.hint("NO_EXECUTABLE_DIRECTIVE_INTERSECTION", message, *places(found))
        return None
    if any(set(_locations(each)) != set(common) for _, each in found):
        message = f"{title} has different locations: the supergraph has {', '.join(common)}."
        context.diagnostics.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS", message, *places(found))
    if len({each.repeatable for _, each in found}) > 1:
        message = f"{title} is not repeatable in every subgraph, so not in the supergraph."
        context.diagnostics.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE", message, *places(found))
    arguments = merge_input_values(context, [(subgraph, each.arguments) for subgraph, each in found])
    return DirectiveDefinition(
        name=first.name,
        description=merge_description(context, found),
        arguments={name: value for name, (value, _) in arguments.items()},
        locations=tuple(common),
        repeatable=all(each.repeatable for _, each in found),
    )
