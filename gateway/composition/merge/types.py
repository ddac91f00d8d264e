"""Merges the types of one name into the supergraph's, by kind, with their join directives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gateway.composition.merge.applied import merge_applied
from gateway.composition.merge.cache_tags import merge_cache_tags
from gateway.composition.merge.context import MergeContext, Sources, names, places
from gateway.composition.merge.contexts import merge_contexts
from gateway.composition.merge.descriptions import merge_description
from gateway.composition.merge.enums import merge_enum_values
from gateway.composition.merge.fields import merge_fields
from gateway.composition.merge.input_values import merge_input_values
from gateway.composition.merge.join_directives import join_field, join_implements, join_type, join_union_member
from gateway.composition.merge.presence_hints import hint_at_presence
from gateway.federation.model import Applied, InputValue, TypeDefinition, TypeKind
from gateway.federation.subgraph import Subgraph


def merge_type(context: MergeContext, name: str) -> TypeDefinition:
    """The supergraph's type `name`; what is wrong with it goes to the context's diagnostics."""
    sources = context.declaring(name)
    kind = context.kind(name)
    base = TypeDefinition(name=name, kind=kind, description=merge_description(context, sources))
    joins = [each for subgraph, definition in sources for each in _join_types(context, subgraph, definition)]
    passed = (*merge_contexts(context, sources), *merge_applied(context, sources))
    if kind in (TypeKind.OBJECT, TypeKind.INTERFACE):
        joins += [
            join_implements(context.graph(subgraph), interface)
            for subgraph, definition in sources
            for interface in definition.interfaces
        ]
        hint_at_presence(context, sources, kind)
        base = replace(
            base,
            interfaces=tuple(dict.fromkeys(i for _, definition in sources for i in definition.interfaces)),
            fields=merge_fields(context, sources, kind),
        )
    elif kind is TypeKind.UNION:
        members = tuple(dict.fromkeys(m for _, definition in sources for m in definition.members))
        joins += [
            join_union_member(context.graph(subgraph), member)
            for subgraph, definition in sources
            for member in definition.members
        ]
        _hint_missing_members(context, sources, members)
        base = replace(base, members=members)
    elif kind is TypeKind.ENUM:
        base = replace(base, values=merge_enum_values(context, sources))
    elif kind is TypeKind.INPUT:
        base = replace(base, inputs=_merge_inputs(context, sources))
    return replace(base, directives=(*joins, *merge_cache_tags(context, sources), *passed))


def _join_types(context: MergeContext, subgraph: Subgraph, definition: TypeDefinition) -> list[Applied]:
    graph = context.graph(subgraph)
    interface_object = subgraph.is_interface_object(definition.name)
    keys = subgraph.keys.get(definition.name, ())
    if not keys:
        return [join_type(graph, interface_object=interface_object)]
    return [
        join_type(
            graph,
            key.text,
            extension=key.extension,
            resolvable=key.resolvable,
            interface_object=interface_object,
        )
        for key in keys
    ]


def _merge_inputs(context: MergeContext, sources: Sources[TypeDefinition]) -> Mapping[str, InputValue]:
    merged = merge_input_values(context, [(subgraph, definition.inputs) for subgraph, definition in sources])
    if not merged and any(definition.inputs for _, definition in sources):
        name = sources[0][1].name
        message = f'None of the fields of input object type "{name}" are consistently defined in all the subgraphs.'
        context.diagnostics.error("EMPTY_MERGED_INPUT_TYPE", message, *places(sources))
    return {name: _with_joins(context, value, found) for name, (value, found) in merged.items()}


def _with_joins(context: MergeContext, value: InputValue, sources: Sources[InputValue]) -> InputValue:
    if all(each.type == value.type for _, each in sources):
        return value
    joins = (join_field(context.graph(s), type_text=str(each.type)) for s, each in sources)
    return replace(value, directives=(*joins, *value.directives))


def _hint_missing_members(context: MergeContext, sources: Sources[TypeDefinition], members: tuple[str, ...]) -> None:
    for member in members:
        lacking = [(subgraph, definition) for subgraph, definition in sources if member not in definition.members]
        if lacking:
            name = sources[0][1].name
            message = (
                f'Union type "{name}" includes member type "{member}" in some subgraphs but not in {names(lacking)}.'
            )
            context.diagnostics.hint("INCONSISTENT_UNION_MEMBER", message, *places(lacking))
