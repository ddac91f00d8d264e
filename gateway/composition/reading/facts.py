"""What a subgraph's directives say, worked out: keys, and which fields something selects, needs or provides."""

from __future__ import annotations

from dataclasses import replace

from graphql import TypeExtensionNode

from gateway.federation.context import parse_context_value
from gateway.federation.directives import FederationDirective as D
from gateway.federation.field_set import FieldSetError, parse_field_set, printed
from gateway.federation.model import Applied, Field, Schema, TypeDefinition
from gateway.federation.selections import selected_coordinates
from gateway.federation.subgraph import Key, Subgraph
from gateway.federation.type_ref import named


def with_facts(subgraph: Subgraph) -> Subgraph:
    """The subgraph with what its directives say worked out: keys, and the fields that something uses."""
    schema = subgraph.schema
    keys: dict[str, tuple[Key, ...]] = {}
    selected: set[str] = set()
    required: set[str] = set()
    provided: set[str] = set()
    implementing: set[str] = set()
    contextual = _selected_from_contexts(schema)
    for definition in schema.types.values():
        found = [
            key for applied in definition.applied(D.KEY) if (key := _key(subgraph, definition, applied)) is not None
        ]
        if found:
            keys[definition.name] = tuple(found)
        for key in found:
            selected |= selected_coordinates(schema, definition.name, key.fields)
        for field in definition.fields.values():
            required |= _selected_by(schema, field, D.REQUIRES, field.parent)
            provided |= _selected_by(schema, field, D.PROVIDES, named(field.type))
        implementing |= _implementing(schema, definition)
    return replace(
        subgraph,
        keys=keys,
        key_fields=frozenset(selected),
        used_fields=frozenset(selected | required | provided | implementing | contextual),
        provided_fields=frozenset(provided),
    )


def _selected_by(schema: Schema, field: Field, directive: D, parent: str) -> set[str]:
    """Coordinates that the field's @requires or @provides selects."""
    found: set[str] = set()
    for applied in field.applied(directive):
        try:
            selections = parse_field_set(applied.string("fields") or "")
        except FieldSetError:
            continue
        found |= selected_coordinates(schema, parent, selections)
    return found


def _selected_from_contexts(schema: Schema) -> set[str]:
    """Coordinates that a @fromContext selects on the types that set its context."""
    texts: dict[str, set[str]] = {}
    for definition in schema.types.values():
        for field in definition.fields.values():
            for argument in field.arguments.values():
                for applied in argument.applied(D.FROM_CONTEXT):
                    value = parse_context_value(applied.string("field") or "")
                    if value is not None:
                        texts.setdefault(value.context, set()).add(value.selection)
    found: set[str] = set()
    for definition in schema.types.values():
        for applied in definition.applied(D.CONTEXT):
            for text in texts.get(applied.string("name") or "", ()):
                try:
                    found |= selected_coordinates(schema, definition.name, parse_field_set(text))
                except FieldSetError:
                    continue
    return found


def without_fake_externals(subgraph: Subgraph) -> Subgraph:
    """Key fields that an extension repeats as @external are resolved by it: Federation 1 asked for the directive."""
    types = {
        name: _with_resolved_keys(subgraph, definition)
        if definition.extension and subgraph.keys.get(name)
        else definition
        for name, definition in subgraph.schema.types.items()
    }
    return replace(subgraph, schema=replace(subgraph.schema, types=types))


def _with_resolved_keys(subgraph: Subgraph, definition: TypeDefinition) -> TypeDefinition:
    fields = {
        name: replace(field, external=False) if field.coordinate in subgraph.key_fields else field
        for name, field in definition.fields.items()
    }
    return replace(definition, fields=fields)


def _implementing(schema: Schema, definition: TypeDefinition) -> set[str]:
    """Coordinates of the fields that the interfaces of `definition` demand of it."""
    interfaces = [schema.types[name] for name in definition.interfaces if name in schema.types]
    return {f"{definition.name}.{name}" for interface in interfaces for name in interface.fields}


def _key(subgraph: Subgraph, definition: TypeDefinition, applied: Applied) -> Key | None:
    text = applied.string("fields")
    if text is None:
        return None
    try:
        fields = parse_field_set(text)
    except FieldSetError:
        return None
    extension = definition.has(D.EXTENDS) or any(
        not subgraph.federation_1
        and isinstance(node, TypeExtensionNode)
        and any(each is applied.node for each in node.directives or ())
        for node in definition.nodes
    )
    return Key(printed(fields), fields, applied.boolean("resolvable", True), extension, applied)
