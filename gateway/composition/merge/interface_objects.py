"""`@interfaceObject`: the fields that a subgraph gives to an interface reach every implementation.

Each implementation gets the field with a bare `@join__field` (no graph): it is fetched through the interface.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.join_directives import join_field
from gateway.federation.model import Applied, Field, TypeDefinition, TypeKind


def add_interface_object_fields(
    context: MergeContext, types: Mapping[str, TypeDefinition]
) -> dict[str, TypeDefinition]:
    objects = context.interface_objects
    if not objects:
        return dict(types)
    return {
        name: _with_given(context, types, definition, objects) if definition.kind is TypeKind.OBJECT else definition
        for name, definition in types.items()
    }


def _with_given(
    context: MergeContext, types: Mapping[str, TypeDefinition], definition: TypeDefinition, objects: set[str]
) -> TypeDefinition:
    fields = dict(definition.fields)
    for interface in definition.interfaces:
        if interface not in objects:
            continue
        for name, field in types[interface].fields.items():
            if name not in fields and _is_given(context, interface, name):
                fields[name] = _copy(field, definition.name)
    return replace(definition, fields=fields)


def _is_given(context: MergeContext, interface: str, field: str) -> bool:
    return any(
        subgraph.is_interface_object(interface) and field in subgraph.schema.types[interface].fields
        for subgraph in context.subgraphs
    )


def _copy(field: Field, parent: str) -> Field:
    passed: list[Applied] = [each for each in field.directives if each.name != "join__field"]
    owner = f"{parent}.{field.name}"
    arguments = {name: replace(argument, owner=owner) for name, argument in field.arguments.items()}
    return replace(field, parent=parent, arguments=arguments, directives=(join_field(), *passed))
