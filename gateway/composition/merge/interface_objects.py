"""`@interfaceObject`: the fields that a subgraph gives to an interface reach every implementation.

Each implementation gets the field with a bare `@join__field` (no graph): it is fetched through the interface.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gateway.composition.merge.context import MergeContext, names, places
from gateway.composition.merge.join_directives import join_field
from gateway.federation.model import Applied, Field, TypeDefinition, TypeKind


def check_interfaces_exist(context: MergeContext) -> None:
    """INTERFACE_OBJECT_USAGE_ERROR: some subgraph must have the interface that others declare as an object."""
    for name in sorted(context.interface_objects):
        declaring = context.declaring(name)
        if all(subgraph.is_interface_object(name) for subgraph, _ in declaring):
            message = (
                f'Type "{name}" is declared with @interfaceObject in all the subgraphs in which it is defined '
                f"({names(declaring)}) but should be an interface in at least one subgraph"
            )
            context.diagnostics.error("INTERFACE_OBJECT_USAGE_ERROR", message, *places(declaring))


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
