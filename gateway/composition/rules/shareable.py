"""INVALID_SHAREABLE_USAGE: @shareable says that several subgraphs resolve an object's field; once is enough."""

from __future__ import annotations

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Field, TypeKind
from gateway.federation.subgraph import Subgraph


def check_shareable(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for definition in subgraph.schema.types.values():
        for node in definition.nodes:
            own = getattr(node, "directives", None) or ()
            if sum(each.node in own for each in definition.applied(D.SHAREABLE)) > 1:
                message = f'[{subgraph.name}] Invalid duplicate application of @shareable on type "{definition.name}"'
                diagnostics.error("INVALID_SHAREABLE_USAGE", message, Place(subgraph.name, definition.name, node))
        for field in definition.fields.values():
            _check_field(subgraph, field, definition.kind, diagnostics)


def _check_field(subgraph: Subgraph, field: Field, kind: TypeKind, diagnostics: Diagnostics) -> None:
    place = Place(subgraph.name, field.coordinate, field.node)
    applied = field.applied(D.SHAREABLE)
    if kind is TypeKind.INTERFACE and applied:
        message = (
            f'[{subgraph.name}] Invalid use of @shareable on field "{field.coordinate}": only object type fields can '
            "be marked with @shareable"
        )
        diagnostics.error("INVALID_SHAREABLE_USAGE", message, place)
    if len(applied) > 1:
        message = f'[{subgraph.name}] Invalid duplicate application of @shareable on field "{field.coordinate}"'
        diagnostics.error("INVALID_SHAREABLE_USAGE", message, place)
