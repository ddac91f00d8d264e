"""Federation 1 subgraphs (without a federation @link), rewritten as Federation 2 would have them.

Federation 1 was lax: it let @external stand on fields nobody used, on key fields of extensions, and on interfaces; it
let @requires and @provides select fields that were not external, and keys be lists of strings.  What meant nothing is
dropped here, so that the rules of Federation 2 judge what is left.  That all its fields are shareable is said by
`Subgraph.is_shareable`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from graphql import FieldNode, InlineFragmentNode, ListValueNode, SelectionNode, SelectionSetNode, StringValueNode

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.reading.facts import with_facts, without_fake_externals
from gateway.federation.directives import FederationDirective as D
from gateway.federation.field_set import FieldSetError, parse_field_set, printed
from gateway.federation.model import ROOT_NAMES, Applied, Field, Schema, TypeDefinition, TypeKind
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import named


def upgraded(subgraph: Subgraph, diagnostics: Diagnostics) -> Subgraph:
    """The subgraph, with its facts, as Federation 2 reads it; TYPE_WITH_ONLY_UNUSED_EXTERNAL when nothing is left."""
    plain = _with_types(subgraph, lambda definition: _without_interface_directives(_with_key_texts(definition)))
    resolved = without_fake_externals(with_facts(plain))
    schema = resolved.schema
    filtered = with_facts(_with_types(resolved, lambda definition: _with_external_sets(schema, definition)))
    used = filtered.used_fields
    reduced = _with_types(filtered, lambda definition: _without_unused(definition, used))
    _check_emptied(filtered, reduced, diagnostics)
    return with_facts(_without_empty(reduced))


def _with_types(subgraph: Subgraph, change: Callable[[TypeDefinition], TypeDefinition]) -> Subgraph:
    types = {name: change(definition) for name, definition in subgraph.schema.types.items()}
    return replace(subgraph, schema=replace(subgraph.schema, types=types))


def _with_key_texts(definition: TypeDefinition) -> TypeDefinition:
    return replace(definition, directives=tuple(map(_as_text, definition.directives)))


def _as_text(applied: Applied) -> Applied:
    """`@key(fields: ["a", "b"])` as `@key(fields: "a b")`."""
    value = applied.arguments.get("fields")
    if applied.directive is not D.KEY or not isinstance(value, ListValueNode):
        return applied
    texts = [each.value for each in value.values if isinstance(each, StringValueNode)]
    return replace(applied, arguments={**applied.arguments, "fields": StringValueNode(value=" ".join(texts))})


def _without_interface_directives(definition: TypeDefinition) -> TypeDefinition:
    if definition.kind is not TypeKind.INTERFACE:
        return definition
    fields = {
        name: replace(field, external=False, directives=_without(field.directives, D.EXTERNAL, D.REQUIRES, D.PROVIDES))
        for name, field in definition.fields.items()
    }
    return replace(definition, fields=fields, directives=_without(definition.directives, D.KEY))


def _without(directives: tuple[Applied, ...], *removed: D) -> tuple[Applied, ...]:
    return tuple(each for each in directives if each.directive not in removed)


def _with_external_sets(schema: Schema, definition: TypeDefinition) -> TypeDefinition:
    fields = {name: _with_external_set(schema, field) for name, field in definition.fields.items()}
    return replace(definition, fields=fields)


def _with_external_set(schema: Schema, field: Field) -> Field:
    """The field with its @requires and @provides selecting only what is external."""
    directives: list[Applied] = []
    for applied in field.directives:
        if applied.directive not in (D.REQUIRES, D.PROVIDES):
            directives.append(applied)
            continue
        parent = field.parent if applied.directive is D.REQUIRES else named(field.type)
        try:
            selections = parse_field_set(applied.string("fields") or "")
        except FieldSetError:
            directives.append(applied)
            continue
        kept = _external_part(schema, parent, selections)
        if kept is not None:
            text = StringValueNode(value=printed(kept))
            directives.append(replace(applied, arguments={**applied.arguments, "fields": text}))
    return replace(field, directives=tuple(directives))


def _external_part(schema: Schema, parent: str, selections: SelectionSetNode) -> SelectionSetNode | None:
    kept: list[SelectionNode] = []
    for node in selections.selections:
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition.name.value if node.type_condition else parent
            below = _external_part(schema, condition, node.selection_set)
            if below is not None:
                kept.append(replace(node, selection_set=below))
        elif isinstance(node, FieldNode):
            changed = _external_field(schema, parent, node)
            if changed is not None:
                kept.append(changed)
    return SelectionSetNode(selections=tuple(kept)) if kept else None


def _external_field(schema: Schema, parent: str, node: FieldNode) -> FieldNode | None:
    definition = schema.types.get(parent)
    field = definition.fields.get(node.name.value) if definition else None
    if field is None or field.external:
        return node
    if node.selection_set is None:
        return None
    below = _external_part(schema, named(field.type), node.selection_set)
    return None if below is None else replace(node, selection_set=below)


def _without_unused(definition: TypeDefinition, used: frozenset[str]) -> TypeDefinition:
    fields = {
        name: field for name, field in definition.fields.items() if not field.external or field.coordinate in used
    }
    return replace(definition, fields=fields)


def _check_emptied(before: Subgraph, after: Subgraph, diagnostics: Diagnostics) -> None:
    """A type that lost all its fields must not be what other fields give."""
    given = {named(field.type) for definition in before.schema.types.values() for field in definition.fields.values()}
    given |= {member for definition in before.schema.types.values() for member in definition.members}
    for name, definition in before.schema.types.items():
        if name in given and definition.fields and not after.schema.types[name].fields:
            message = f'[{before.name}] Type "{name}" has only external fields, none of which any directive uses.'
            place = Place(before.name, name, definition.node)
            diagnostics.error("TYPE_WITH_ONLY_UNUSED_EXTERNAL", message, place)


def _without_empty(subgraph: Subgraph) -> Subgraph:
    """A type that had only unused external fields says nothing."""
    types = {
        name: definition
        for name, definition in subgraph.schema.types.items()
        if definition.fields
        or definition.kind not in (TypeKind.OBJECT, TypeKind.INTERFACE)
        or name in ROOT_NAMES.values()
    }
    return replace(subgraph, schema=replace(subgraph.schema, types=types))
