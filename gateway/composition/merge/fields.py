"""Fields of object and interface types: united over the subgraphs, each with its `@join__field`s.

The declarations that are not external decide a field's type, arguments, description and directives, those that are
overridden too: while both subgraphs run, a rule on either holds.  External ones are checked against the result.
`@join__field` is left out when the field is the same in every subgraph that has the type (join specification: "no
@join__field" means everywhere).
"""

from __future__ import annotations

from dataclasses import replace

from gateway.composition.merge.applied import merge_applied
from gateway.composition.merge.cache_tags import merge_cache_tags
from gateway.composition.merge.context import MergeContext, Sources, names, places
from gateway.composition.merge.contexts import context_arguments, without_contextual
from gateway.composition.merge.cost import without_dropped_slicing
from gateway.composition.merge.descriptions import merge_description
from gateway.composition.merge.externals import check_external
from gateway.composition.merge.input_values import merge_input_values
from gateway.composition.merge.join_directives import join_field
from gateway.composition.merge.sharing import check_sharing
from gateway.composition.merge.type_references import merge_output_type
from gateway.federation.directives import FederationDirective as D
from gateway.federation.field_set import FieldSetError, parse_field_set, printed
from gateway.federation.model import Applied, Field, TypeDefinition, TypeKind
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import TypeRef


def merge_fields(context: MergeContext, types: Sources[TypeDefinition], kind: TypeKind) -> dict[str, Field]:
    """The fields of one type, in order of first appearance; those that no subgraph resolves are reported."""
    declared: dict[str, list[tuple[Subgraph, Field]]] = {}
    for subgraph, definition in types:
        for name, each in definition.fields.items():
            declared.setdefault(name, []).append((subgraph, each))
    merged: dict[str, Field] = {}
    for name, sources in declared.items():
        field = _merge_field(context, types, sources, kind)
        if field is not None:
            merged[name] = field
    return merged


def _merge_field(
    context: MergeContext, types: Sources[TypeDefinition], declared: Sources[Field], kind: TypeKind
) -> Field | None:
    coordinate = declared[0][1].coordinate
    resolving = [(s, f) for s, f in declared if not f.external]
    if not resolving:
        message = (
            f'Field "{coordinate}" is marked @external on all the subgraphs in which it is listed ({names(declared)}).'
        )
        context.diagnostics.error("EXTERNAL_MISSING_ON_BASE", message, *places(declared))
        return None
    if kind is TypeKind.OBJECT:
        check_sharing(context, [(s, f) for s, f in declared if not context.overrides.is_moved(coordinate, s.name)])
    arguments = merge_input_values(context, without_contextual(context, resolving))
    first = resolving[0][1]
    merged = Field(
        name=first.name,
        parent=first.parent,
        type=merge_output_type(context, resolving),
        arguments={name: value for name, (value, _) in arguments.items()},
        description=merge_description(context, resolving),
        directives=without_dropped_slicing(merge_applied(context, declared), arguments),
    )
    check_external(context, [(s, f) for s, f in declared if f.external], merged)
    joins = _joins(context, types, declared, merged.type)
    added = (*joins, *merge_cache_tags(context, declared))
    return replace(merged, directives=(*added, *merged.directives)) if added else merged


def _joins(
    context: MergeContext, types: Sources[TypeDefinition], declared: Sources[Field], merged: TypeRef
) -> list[Applied]:
    joins: list[Applied] = []
    plain = len(declared) == len(types)
    typed = any(field.type is not merged and field.type != merged for _, field in declared)
    if plain and not typed and all(_is_bare(context, subgraph, field) for subgraph, field in declared):
        return []
    for subgraph, field in declared:
        found = _join(context, subgraph, field, typed=typed)
        plain = plain and found is not None and found.arguments.keys() <= _says_nothing(context, subgraph, field)
        if found is not None:
            joins.append(found)
    return [] if plain else joins


def _is_bare(context: MergeContext, subgraph: Subgraph, field: Field) -> bool:
    """Whether nothing at all is said of the field but that it is there."""
    return not (
        field.external
        or field.directives
        or field.arguments
        or context.overrides.into(field.coordinate, subgraph.name)
        or context.overrides.out_of(field.coordinate, subgraph.name)
    )


def _says_nothing(context: MergeContext, subgraph: Subgraph, field: Field) -> set[str]:
    """Arguments of `@join__field` that alone do not call for one: an override of nothing is no news."""
    overrides = context.overrides.into(field.coordinate, subgraph.name) is not None
    return {"graph"} if overrides else {"graph", "override"}


def _join(context: MergeContext, subgraph: Subgraph, field: Field, *, typed: bool) -> Applied | None:
    """None: the field was moved away and nothing here needs it any more."""
    into = context.overrides.into(field.coordinate, subgraph.name)
    out = context.overrides.out_of(field.coordinate, subgraph.name)
    moved = out is not None and out.label is None
    used = moved and not field.external and field.coordinate in subgraph.used_fields
    if moved and not used and not field.external:
        return None
    label = into.label if into else out.label if out else None
    return join_field(
        context.graph(subgraph),
        requires=_field_set(field, D.REQUIRES),
        provides=_field_set(field, D.PROVIDES),
        type_text=str(field.type) if typed else None,
        external=field.external,
        override=into.source if into else _unknown_source(field),
        used_overridden=used,
        label=label,
        context_arguments=context_arguments(subgraph, field),
    )


def _unknown_source(field: Field) -> str | None:
    """An override from a subgraph that is not there is still written down."""
    applied = field.first(D.OVERRIDE)
    return applied.string("from") if applied else None


def _field_set(field: Field, directive: D) -> str | None:
    applied = field.first(directive)
    text = applied.string("fields") if applied else None
    if text is None:
        return None
    try:
        return printed(parse_field_set(text))
    except FieldSetError:
        return text
