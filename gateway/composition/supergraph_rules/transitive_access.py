"""MISSING_TRANSITIVE_AUTH_REQUIREMENTS: a @requires must not hand out what a client may not read.

The rule of every field and returned type that a @requires reads must follow from the rules on the requiring field
and its type.  A type's rule on the requiring type itself is its own already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.composition.diagnostics import Place
from gateway.composition.merge.access import Alternatives, alternatives, conjunction
from gateway.composition.merge.context import MergeContext
from gateway.federation.directives import FederationDirective as D
from gateway.federation.field_set import FieldSetError, parse_field_set
from gateway.federation.model import Element, Field, Schema
from gateway.federation.selections import Selected, walk
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import named


def check_transitive_access(schema: Schema, context: MergeContext) -> None:
    for subgraph in context.subgraphs:
        for definition in subgraph.schema.types.values():
            for field in definition.fields.values():
                if field.has(D.REQUIRES):
                    _check(schema, context, subgraph, field)


def _check(schema: Schema, context: MergeContext, subgraph: Subgraph, field: Field) -> None:
    parent = schema.types[field.parent]
    if field.name not in parent.fields:
        return
    granted: list[Element] = [parent, parent.fields[field.name]]
    for selected in _required(schema, field):
        assert selected.field is not None
        read: list[Element] = [schema.types[selected.parent], selected.field]
        target = schema.types.get(named(selected.field.type))
        if target is not None:
            read.append(target)
        if not _follows(read, granted):
            message = (
                f'[{subgraph.name}] Field "{field.coordinate}" does not specify necessary @authenticated, '
                f'@requiresScopes and/or @policy requirements to access the field "{selected.field.coordinate}" '
                "that its @requires reads."
            )
            place = Place(subgraph.name, field.coordinate, field.node)
            context.diagnostics.error("MISSING_TRANSITIVE_AUTH_REQUIREMENTS", message, place)


def _required(schema: Schema, field: Field) -> Iterator[Selected]:
    for applied in field.applied(D.REQUIRES):
        try:
            selections = parse_field_set(applied.string("fields") or "")
        except FieldSetError:
            continue
        yield from (each for each in walk(schema, field.parent, selections) if each.field is not None)


def _follows(read: Sequence[Element], granted: Sequence[Element]) -> bool:
    """Whether whoever satisfies the rules of `granted` satisfies those of `read`."""
    if any(each.has(D.AUTHENTICATED) for each in read) and not any(each.has(D.AUTHENTICATED) for each in granted):
        return False
    return all(_implies(_rule(granted, each), _rule(read, each)) for each in (D.REQUIRES_SCOPES, D.POLICY))


def _rule(elements: Sequence[Element], directive: D) -> Alternatives:
    return conjunction(alternatives(directive, each) for element in elements for each in element.applied(directive))


def _implies(granted: Alternatives, read: Alternatives) -> bool:
    return all(any(needed <= have for needed in read) for have in granted)
