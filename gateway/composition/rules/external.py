"""@external: only where something uses it, not on interfaces, not with a directive that means "resolved here".

EXTERNAL_UNUSED, EXTERNAL_ON_INTERFACE, EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE.
"""

from __future__ import annotations

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Field, TypeKind
from gateway.federation.subgraph import Subgraph


def check_external_fields(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for definition in subgraph.schema.types.values():
        for field in definition.fields.values():
            if field.external:
                _check(subgraph, field, definition.kind, diagnostics)


def _check(subgraph: Subgraph, field: Field, kind: TypeKind, diagnostics: Diagnostics) -> None:
    place = Place(subgraph.name, field.coordinate, field.node)
    if kind is TypeKind.INTERFACE:
        message = (
            f'[{subgraph.name}] Interface type field "{field.coordinate}" is marked @external but @external is not '
            "allowed on interface fields."
        )
        diagnostics.error("EXTERNAL_ON_INTERFACE", message, place)
    colliding = [directive for directive in (D.PROVIDES, D.REQUIRES) if field.has(directive)]
    for directive in colliding:
        message = f'[{subgraph.name}] Cannot have both @{directive} and @external on field "{field.coordinate}"'
        diagnostics.error("EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE", message, place)
    if not colliding and field.coordinate not in subgraph.used_fields:
        message = (
            f'[{subgraph.name}] Field "{field.coordinate}" is marked @external but is not used in any federation '
            "directive (@key, @provides, @requires) or to satisfy an interface."
        )
        diagnostics.error("EXTERNAL_UNUSED", message, place)
