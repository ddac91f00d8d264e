"""INTERFACE_OBJECT_USAGE_ERROR: an @interfaceObject stands for an interface of other subgraphs.

So it has a key to be found by, and none of the implementations is declared beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.composition.diagnostics import Diagnostics, Place, listed
from gateway.federation.subgraph import Subgraph


def check_interface_object_keys(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for name, definition in subgraph.schema.types.items():
        if subgraph.is_interface_object(name) and not subgraph.keys.get(name):
            message = (
                f"[{subgraph.name}] The @interfaceObject directive can only be applied to entity types but type "
                f'"{name}" has no @key in this subgraph.'
            )
            place = Place(subgraph.name, name, definition.node)
            diagnostics.error("INTERFACE_OBJECT_USAGE_ERROR", message, place)


def check_interface_objects(subgraphs: Sequence[Subgraph], diagnostics: Diagnostics) -> None:
    names = {name for each in subgraphs for name in each.schema.types if each.is_interface_object(name)}
    for name in sorted(names):
        declaring = [each for each in subgraphs if name in each.schema.types]
        standing_in = [each for each in declaring if each.is_interface_object(name)]
        implementations = {
            each
            for subgraph in declaring
            if not subgraph.is_interface_object(name) and subgraph.schema.types[name].kind == "interface"
            for each in subgraph.schema.possible_types(name)
        }
        for subgraph in standing_in:
            declared = sorted(implementations & subgraph.schema.types.keys())
            if declared:
                message = (
                    f'[{subgraph.name}] Interface type "{name}" is defined as an @interfaceObject in subgraph '
                    f'"{subgraph.name}" so that subgraph should not define any of the implementation types of '
                    f'"{name}", but it defines {listed(declared)}'
                )
                where = [Place(subgraph.name, each, subgraph.schema.types[each].node) for each in declared]
                diagnostics.error("INTERFACE_OBJECT_USAGE_ERROR", message, *where)
