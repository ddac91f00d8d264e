"""AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE: access rules stand on implementations; composition combines them."""

from __future__ import annotations

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Field, TypeDefinition, TypeKind
from gateway.federation.subgraph import Subgraph

ACCESS = (D.AUTHENTICATED, D.REQUIRES_SCOPES, D.POLICY)


def check_access_on_interface(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for name, definition in subgraph.schema.types.items():
        if definition.kind is TypeKind.INTERFACE or subgraph.is_interface_object(name):
            _check(subgraph, definition, f'interface "{name}"', diagnostics)
        if definition.kind is TypeKind.INTERFACE:
            for field in definition.fields.values():
                _check(subgraph, field, f'field "{field.coordinate}"', diagnostics)


def _check(subgraph: Subgraph, element: TypeDefinition | Field, what: str, diagnostics: Diagnostics) -> None:
    for directive in ACCESS:
        if element.has(directive):
            message = (
                f"[{subgraph.name}] Invalid use of @{directive} on {what}: @{directive} cannot be applied on "
                "interfaces, interface fields and interface objects"
            )
            place = Place(subgraph.name, element.coordinate, element.node)
            diagnostics.error("AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE", message, place)
