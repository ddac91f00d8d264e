"""Directive definitions that clients use in operations: what every subgraph has, at the locations all allow."""

from __future__ import annotations

from dataclasses import replace

from graphql import DirectiveDefinitionNode, InputValueDefinitionNode

from gateway.composition.diagnostics import Place
from gateway.composition.merge.context import MergeContext, Sources, names
from gateway.federation import type_ref

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


def merge_directive_definitions(context: MergeContext) -> dict[str, DirectiveDefinitionNode]:
    merged = {name: each.definition for name, each in context.composed.items()}
    for name in dict.fromkeys(name for each in context.subgraphs for name in each.schema.directive_definitions):
        if name in BUILT_IN or name in merged:
            continue
        found = [
            (subgraph, node)
            for subgraph in context.subgraphs
            if (node := subgraph.schema.directive_definitions.get(name)) is not None and _locations(node)
        ]
        if found and (node := _merge(context, name, found)) is not None:
            merged[name] = node
    return merged


def _locations(node: DirectiveDefinitionNode) -> list[str]:
    return [each.value for each in node.locations if each.value in EXECUTABLE]


def _merge(context: MergeContext, name: str, found: Sources[DirectiveDefinitionNode]) -> DirectiveDefinitionNode | None:
    places = [Place(subgraph.name, f"@{name}", node) for subgraph, node in found]
    if len(found) < len(context.subgraphs):
        message = f'Executable directive "@{name}" will not be part of the supergraph: only {names(found)} define it.'
        context.diagnostics.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE", message, *places)
        return None
    first = found[0][1]
    common = [each for each in _locations(first) if all(each in _locations(node) for _, node in found)]
    if not common:
        message = f'Executable directive "@{name}" has no location in common between the subgraphs, so it is left out.'
        context.diagnostics.hint("NO_EXECUTABLE_DIRECTIVE_LOCATIONS_INTERSECTION", message, *places)
        return None
    if any(set(_locations(node)) != set(common) for _, node in found):
        message = f'Executable directive "@{name}" has different locations: the supergraph has {", ".join(common)}.'
        context.diagnostics.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS", message, *places)
    if len({node.repeatable for _, node in found}) > 1:
        message = f'Executable directive "@{name}" is not repeatable in every subgraph, so not in the supergraph.'
        context.diagnostics.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE", message, *places)
    arguments = tuple(
        argument
        for argument in first.arguments or ()
        if all(any(_same(argument, other) for other in node.arguments or ()) for _, node in found)
    )
    return replace(
        first,
        arguments=arguments,
        repeatable=all(node.repeatable for _, node in found),
        locations=tuple(each for each in first.locations if each.value in common),
    )


def _same(left: InputValueDefinitionNode, right: InputValueDefinitionNode) -> bool:
    return left.name.value == right.name.value and type_ref.from_node(left.type) == type_ref.from_node(right.type)
