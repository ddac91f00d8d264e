"""@provides: a valid selection on the field's type, of external fields without arguments; not on interfaces.

PROVIDES_INVALID_FIELDS_TYPE, PROVIDES_INVALID_FIELDS, PROVIDES_FIELDS_HAS_ARGS, PROVIDES_DIRECTIVE_IN_FIELDS_ARG,
PROVIDES_FIELDS_MISSING_EXTERNAL, PROVIDES_ON_NON_OBJECT_FIELD, PROVIDES_UNSUPPORTED_ON_INTERFACE.
"""

from __future__ import annotations

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.rules.field_sets import FieldSetCheck, check_external
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Field, TypeDefinition, TypeKind
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import named


def check_provides(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for definition in subgraph.schema.types.values():
        for field in definition.fields.values():
            if field.has(D.PROVIDES):
                _check(subgraph, definition, field, diagnostics)


def _check(subgraph: Subgraph, definition: TypeDefinition, field: Field, diagnostics: Diagnostics) -> None:
    for applied in field.applied(D.PROVIDES):
        place = Place(subgraph.name, field.coordinate, applied.node)
        target = subgraph.schema.types.get(named(field.type))
        if definition.kind is TypeKind.INTERFACE:
            message = f'[{subgraph.name}] Cannot use @provides on field "{field.coordinate}" of an interface.'
            diagnostics.error("PROVIDES_UNSUPPORTED_ON_INTERFACE", message, place)
        elif target is None or not target.composite:
            message = (
                f'[{subgraph.name}] Invalid @provides on field "{field.coordinate}": type "{field.type}" has no fields.'
            )
            diagnostics.error("PROVIDES_ON_NON_OBJECT_FIELD", message, place)
        else:
            on = f'field "{field.coordinate}"'
            check = FieldSetCheck(subgraph, D.PROVIDES, applied, on, field.coordinate, diagnostics)
            selections = check.selections(target.name)
            if selections is not None:
                check_external(check, target.name, selections, "FIELDS_MISSING_EXTERNAL")
