"""@key: a valid selection, of fields without arguments and of no abstract type; on interfaces from 2.3 on.

KEY_INVALID_FIELDS_TYPE, KEY_INVALID_FIELDS, KEY_FIELDS_HAS_ARGS, KEY_DIRECTIVE_IN_FIELDS_ARG,
KEY_FIELDS_SELECT_INVALID_TYPE, KEY_UNSUPPORTED_ON_INTERFACE.
"""

from __future__ import annotations

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.rules.field_sets import FieldSetCheck
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import TypeDefinition, TypeKind
from gateway.federation.selections import walk
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import named, nullable
from gateway.federation.versions import Version

INTERFACE_KEYS_SINCE = Version(2, 3)


def check_keys(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for definition in subgraph.schema.types.values():
        for applied in definition.applied(D.KEY):
            if definition.kind is TypeKind.INTERFACE and subgraph.version < INTERFACE_KEYS_SINCE:
                message = (
                    f'[{subgraph.name}] Cannot use @key on interface "{definition.name}": not before federation 2.3.'
                )
                place = Place(subgraph.name, definition.name, applied.node)
                diagnostics.error("KEY_UNSUPPORTED_ON_INTERFACE", message, place)
                continue
            on = f'type "{definition.name}"'
            check = FieldSetCheck(subgraph, D.KEY, applied, on, definition.name, diagnostics)
            _check_types(check, definition)


def _check_types(check: FieldSetCheck, definition: TypeDefinition) -> None:
    selections = check.selections(definition.name)
    if selections is None:
        return
    schema = check.subgraph.schema
    for selected in walk(schema, definition.name, selections):
        if selected.field is None:
            continue
        target = schema.types.get(named(nullable(selected.field.type)))
        if target is not None and target.kind in (TypeKind.INTERFACE, TypeKind.UNION):
            what = f'has {target.kind} type "{target.name}", which is not allowed in @key'
            check.report("FIELDS_SELECT_INVALID_TYPE", f'field "{selected.field.coordinate}" {what}')
