"""INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE: who can be entered at an interface must know all that it can be."""

from __future__ import annotations

from gateway.composition.diagnostics import Place, listed
from gateway.composition.merge.context import MergeContext
from gateway.federation.model import Schema, TypeKind


def check_interface_implementations(schema: Schema, context: MergeContext) -> None:
    for name, definition in schema.types.items():
        if definition.kind is not TypeKind.INTERFACE:
            continue
        for subgraph, declared in context.declaring(name):
            key = next((each for each in subgraph.keys.get(name, ()) if each.resolvable), None)
            if key is None or subgraph.is_interface_object(name):
                continue
            missing = sorted(schema.possible_types(name) - subgraph.schema.possible_types(name))
            if missing:
                message = (
                    f'[{subgraph.name}] Interface type "{name}" has a resolvable key (@key(fields: "{key.text}")) in '
                    f'subgraph "{subgraph.name}" but that subgraph is missing some of the supergraph implementation '
                    f'types of "{name}": it should define {listed(missing)}.'
                )
                place = Place(subgraph.name, name, declared.node)
                context.diagnostics.error("INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE", message, place)
