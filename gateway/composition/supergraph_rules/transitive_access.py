"""MISSING_TRANSITIVE_AUTH_REQUIREMENTS: @requires and @fromContext must not hand out what a client may not read.

The rule of every field and returned type that they read must follow from the rules on the reading field and its type.
A type's rule on the requiring type itself is its own already; a context's is read from every type that sets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.composition.diagnostics import Place
from gateway.composition.merge.access import Alternatives, alternatives, conjunction
from gateway.composition.merge.context import MergeContext
from gateway.federation.context import parse_context_value
from gateway.federation.directives import FederationDirective as D
from gateway.federation.field_set import FieldSetError, parse_field_set
from gateway.federation.model import Element, Field, Schema
from gateway.federation.selections import Selected, walk
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import named

Read = tuple[str, list[Element]]
"""What is read, in words, and the elements whose rules hold for it."""


def check_transitive_access(schema: Schema, context: MergeContext) -> None:
    for subgraph in context.subgraphs:
        for definition in subgraph.schema.types.values():
            for field in definition.fields.values():
                if field.name in schema.types[field.parent].fields:
                    reads = [*_required(schema, field), *_from_contexts(schema, subgraph, field)]
                    _check(schema, context, subgraph, field, reads)


def _check(schema: Schema, context: MergeContext, subgraph: Subgraph, field: Field, reads: Sequence[Read]) -> None:
    if not reads:
        return
    parent = schema.types[field.parent]
    granted: list[Element] = [parent, parent.fields[field.name]]
    for what, read in reads:
        if not _follows(read, granted):
            message = (
                f'[{subgraph.name}] Field "{field.coordinate}" does not specify necessary @authenticated, '
                f"@requiresScopes and/or @policy requirements to access {what}."
            )
            place = Place(subgraph.name, field.coordinate, field.node)
            context.diagnostics.error("MISSING_TRANSITIVE_AUTH_REQUIREMENTS", message, place)


def _required(schema: Schema, field: Field) -> Iterator[Read]:
    for applied in field.applied(D.REQUIRES):
        yield from _selected(schema, field.parent, applied.string("fields") or "", "its @requires")


def _from_contexts(schema: Schema, subgraph: Subgraph, field: Field) -> Iterator[Read]:
    for argument in field.arguments.values():
        applied = argument.first(D.FROM_CONTEXT)
        value = parse_context_value(applied.string("field") or "") if applied else None
        if value is None:
            continue
        for setter in subgraph.schema.types.values():
            if any(each.string("name") == value.context for each in setter.applied(D.CONTEXT)):
                yield (
                    f'the type "{setter.name}", from which its context "{value.context}" is read',
                    [schema.types[setter.name]],
                )
                yield from _selected(schema, setter.name, value.selection, f'its context "{value.context}"')


def _selected(schema: Schema, parent: str, text: str, reader: str) -> Iterator[Read]:
    try:
        selections = parse_field_set(text)
    except FieldSetError:
        return
    for selected in walk(schema, parent, selections):
        if selected.field is not None:
            yield f'the field "{selected.field.coordinate}" that {reader} reads', _elements(schema, selected)


def _elements(schema: Schema, selected: Selected) -> list[Element]:
    assert selected.field is not None
    target = schema.types.get(named(selected.field.type))
    return [schema.types[selected.parent], selected.field, *([] if target is None else [target])]


def _follows(read: Sequence[Element], granted: Sequence[Element]) -> bool:
    """Whether whoever satisfies the rules of `granted` satisfies those of `read`."""
    if any(each.has(D.AUTHENTICATED) for each in read) and not any(each.has(D.AUTHENTICATED) for each in granted):
        return False
    return all(_implies(_rule(granted, each), _rule(read, each)) for each in (D.REQUIRES_SCOPES, D.POLICY))


def _rule(elements: Sequence[Element], directive: D) -> Alternatives:
    return conjunction(alternatives(directive, each) for element in elements for each in element.applied(directive))


def _implies(granted: Alternatives, read: Alternatives) -> bool:
    return all(any(needed <= have for needed in read) for have in granted)
