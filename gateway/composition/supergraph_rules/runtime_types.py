"""A shared field of abstract type must be able to give the same things everywhere.

SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES when the subgraphs' runtime types have none in common; when they only differ, the
hint INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN.
"""

from __future__ import annotations

from gateway.composition.merge.context import MergeContext, Sources, grouped, places
from gateway.federation.model import Field, Schema, TypeKind
from gateway.federation.type_ref import named


def check_runtime_types(schema: Schema, context: MergeContext) -> None:
    for definition in schema.types.values():
        if definition.kind is not TypeKind.OBJECT:
            continue
        for field in definition.fields.values():
            target = schema.types.get(named(field.type))
            if target is not None and target.kind in (TypeKind.INTERFACE, TypeKind.UNION):
                _check(context, field, target.name)


def _check(context: MergeContext, merged: Field, abstract: str) -> None:
    sources: Sources[Field] = [
        (subgraph, definition.fields[merged.name])
        for subgraph, definition in context.declaring(merged.parent)
        if merged.name in definition.fields
        and subgraph.resolves(definition.fields[merged.name])
        and not context.overrides.is_moved(merged.coordinate, subgraph.name)
        and not subgraph.is_interface_object(named(definition.fields[merged.name].type))
    ]
    if len(sources) < 2:
        return
    runtime = [(subgraph, subgraph.schema.possible_types(named(field.type))) for subgraph, field in sources]
    if len({types for _, types in runtime}) == 1:
        return
    described = grouped([(subgraph, ", ".join(sorted(types))) for subgraph, types in runtime])
    title = f'Shared field "{merged.coordinate}" of type "{abstract}" has'
    if not frozenset.intersection(*(types for _, types in runtime)):
        message = f"{title} no runtime type in common between its subgraphs: it can be {described}."
        context.diagnostics.error("SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES", message, *places(sources))
    else:
        message = f"{title} different runtime types across subgraphs: it can be {described}."
        context.diagnostics.hint("INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN", message, *places(sources))
