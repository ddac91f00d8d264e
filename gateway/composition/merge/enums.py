"""Enums: used for output only, the union of the values; for input only, the intersection; for both, they must be equal.

A value hidden by @inaccessible in the supergraph may be missing somewhere, as no client can send it.
ENUM_VALUE_MISMATCH, EMPTY_MERGED_ENUM_TYPE.
"""

from __future__ import annotations

from dataclasses import replace

from gateway.composition.merge.applied import merge_applied
from gateway.composition.merge.context import MergeContext, Sources, names, places
from gateway.composition.merge.descriptions import merge_description
from gateway.composition.merge.join_directives import join_enum_value
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import EnumValue, TypeDefinition


def merge_enum_values(context: MergeContext, types: Sources[TypeDefinition]) -> dict[str, EnumValue]:
    name = types[0][1].name
    as_input, as_output = name in context.input_names, name in context.output_names
    if not as_input and not as_output:
        message = f'Enum type "{name}" is defined but unused: all of its values are included.'
        context.diagnostics.hint("UNUSED_ENUM_TYPE", message, *places(types))
    merged: dict[str, EnumValue] = {}
    for value in dict.fromkeys(value for _, definition in types for value in definition.values):
        sources = [(s, definition.values[value]) for s, definition in types if value in definition.values]
        lacking = [(s, definition) for s, definition in types if value not in definition.values]
        hidden = any(each.has(D.INACCESSIBLE) for _, each in sources)
        if lacking and as_input and not (hidden and as_output):
            _report(context, sources, lacking, both=as_output)
            if not as_output:
                continue
        elif lacking and not hidden:
            message = f'Value "{sources[0][1].coordinate}" is in {names(sources)} but not in {names(lacking)}.'
            context.diagnostics.hint("INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM", message, *places(sources))
        merged[value] = _merge(context, sources)
    if not merged:
        message = f'None of the values of enum type "{name}" are defined in all the subgraphs defining that type.'
        context.diagnostics.error("EMPTY_MERGED_ENUM_TYPE", message, *places(types))
    return merged


def _merge(context: MergeContext, sources: Sources[EnumValue]) -> EnumValue:
    first = sources[0][1]
    merged = EnumValue(
        name=first.name,
        parent=first.parent,
        description=merge_description(context, sources),
        directives=merge_applied(context, sources),
    )
    joins = (join_enum_value(context.graph(subgraph)) for subgraph, _ in sources)
    return replace(merged, directives=(*joins, *merged.directives))


def _report(
    context: MergeContext, sources: Sources[EnumValue], lacking: Sources[TypeDefinition], *, both: bool
) -> None:
    first = sources[0][1]
    if both:
        message = (
            f'Enum type "{first.parent}" is used as both input type and output type, but value "{first.name}" is not '
            f"defined in all the subgraphs defining it: it is defined in {names(sources)} but not in {names(lacking)}."
        )
        context.diagnostics.error("ENUM_VALUE_MISMATCH", message, *places(sources))
        return
    message = (
        f'Value "{first.coordinate}" will not be part of the supergraph as it is not defined in all the subgraphs '
        f"defining the input enum: it is in {names(sources)} but not in {names(lacking)}."
    )
    context.diagnostics.hint("INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM", message, *places(sources))
