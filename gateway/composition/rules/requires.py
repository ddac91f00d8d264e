"""@requires: a valid selection of fields that this subgraph does not resolve itself; not on interfaces.

REQUIRES_INVALID_FIELDS_TYPE, REQUIRES_INVALID_FIELDS, REQUIRES_DIRECTIVE_IN_FIELDS_ARG,
REQUIRES_FIELDS_MISSING_EXTERNAL, REQUIRES_UNSUPPORTED_ON_INTERFACE.
"""

from __future__ import annotations

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.rules.field_sets import FieldSetCheck, check_external
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import TypeKind
from gateway.federation.subgraph import Subgraph


def check_requires(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for definition in subgraph.schema.types.values():
        for field in definition.fields.values():
            for applied in field.applied(D.REQUIRES):
                if definition.kind is TypeKind.INTERFACE:
                    message = f'[{subgraph.name}] Cannot use @requires on field "{field.coordinate}" of an interface.'
                    place = Place(subgraph.name, field.coordinate, applied.node)
                    diagnostics.error("REQUIRES_UNSUPPORTED_ON_INTERFACE", message, place)
                    continue
                on = f'field "{field.coordinate}"'
                check = FieldSetCheck(subgraph, D.REQUIRES, applied, on, field.coordinate, diagnostics)
                selections = check.selections(definition.name)
                if selections is not None:
                    check_external(check, definition.name, selections, "FIELDS_MISSING_EXTERNAL")
