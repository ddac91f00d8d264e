"""Merges read subgraphs into the supergraph's model: every type, then what interface objects give, then the schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gateway.composition.diagnostics import Diagnostics
from gateway.composition.merge.applied import merge_applied_to_schema
from gateway.composition.merge.composed import Composed
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.executable_directives import merge_directive_definitions
from gateway.composition.merge.interface_access import propagate_access_rules
from gateway.composition.merge.interface_objects import add_interface_object_fields, check_interfaces_exist
from gateway.composition.merge.overrides import find_overrides
from gateway.composition.merge.types import merge_type
from gateway.federation.directives import FederationDirective
from gateway.federation.model import ROOT_NAMES, Schema, TypeKind
from gateway.federation.subgraph import Subgraph


def merge(
    subgraphs: Sequence[Subgraph],
    directive_names: Mapping[FederationDirective, str],
    composed: Mapping[str, Composed],
    diagnostics: Diagnostics,
) -> tuple[Schema, MergeContext]:
    """The merged model and the context it was merged in; what is wrong goes to `diagnostics`."""
    ordered = sorted(subgraphs, key=lambda each: each.name)
    overrides = find_overrides(ordered, diagnostics)
    context = MergeContext(ordered, diagnostics, overrides, directive_names, composed)
    check_interfaces_exist(context)
    names = dict.fromkeys(name for subgraph in ordered for name in subgraph.schema.types)
    enums = dict.fromkeys(name for name in names if context.kind(name) is TypeKind.ENUM)
    types = {name: merge_type(context, name) for name in names if name not in enums}
    directives = merge_directive_definitions(context)
    context.note_uses(types.values(), directives.values())
    types |= {name: merge_type(context, name) for name in enums}
    types = {name: each for name, each in types.items() if not (name in ROOT_NAMES.values() and not each.fields)}
    types = add_interface_object_fields(context, types)
    types = propagate_access_rules(context, types)
    schema = Schema(
        types=types,
        roots={operation: name for operation, name in ROOT_NAMES.items() if name in types},
        directive_definitions=directives,
        directives=merge_applied_to_schema(context),
        description=next((each.schema.description for each in ordered if each.schema.description), None),
    )
    return schema, context
