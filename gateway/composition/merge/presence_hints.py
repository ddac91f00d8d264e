"""Hints on what some subgraphs declare and others do not: fields of value types and interfaces, keys of entities."""

from __future__ import annotations

from gateway.composition.merge.context import MergeContext, Sources, names, places
from gateway.federation.model import ROOT_NAMES, TypeDefinition, TypeKind


def hint_at_presence(context: MergeContext, types: Sources[TypeDefinition], kind: TypeKind) -> None:
    name = types[0][1].name
    if len(types) < 2 or name in ROOT_NAMES.values():
        return
    with_key = [(subgraph, each) for subgraph, each in types if subgraph.keys.get(name)]
    without = [(subgraph, each) for subgraph, each in types if not subgraph.keys.get(name)]
    if kind is TypeKind.OBJECT and with_key and without:
        message = f'Type "{name}" is an entity in {names(with_key)} but has no @key in {names(without)}.'
        context.diagnostics.hint("INCONSISTENT_ENTITY", message, *places(without))
    if with_key:
        return
    object_type = kind is TypeKind.OBJECT
    code = "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD" if object_type else "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD"
    what = "non-entity object type" if object_type else "interface type"
    for field in dict.fromkeys(field for _, definition in types for field in definition.fields):
        having = [(s, definition.fields[field]) for s, definition in types if field in definition.fields]
        lacking = [
            (s, definition)
            for s, definition in types
            if field not in definition.fields and not _all_external(definition)
        ]
        if lacking:
            message = f'Field "{name}.{field}" of {what} "{name}" is in {names(having)} but not in {names(lacking)}.'
            context.diagnostics.hint(code, message, *places(having))


def _all_external(definition: TypeDefinition) -> bool:
    """A declaration that only names what others resolve is not expected to be complete."""
    return all(field.external for field in definition.fields.values())
