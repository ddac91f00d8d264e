"""TYPE_KIND_MISMATCH: a type is of one kind in every subgraph; an @interfaceObject counts as an interface."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.composition.diagnostics import Diagnostics, Place, listed
from gateway.federation.model import TypeKind
from gateway.federation.subgraph import Subgraph, declarations

TITLES = {
    TypeKind.SCALAR: "Scalar Type",
    TypeKind.OBJECT: "Object Type",
    TypeKind.INTERFACE: "Interface Type",
    TypeKind.UNION: "Union Type",
    TypeKind.ENUM: "Enum Type",
    TypeKind.INPUT: "Input Object Type",
}


def check_type_kinds(subgraphs: Sequence[Subgraph], diagnostics: Diagnostics) -> None:
    for name, declaring in declarations(subgraphs).items():
        by_title: dict[str, list[Subgraph]] = {}
        for subgraph, definition in declaring:
            interface_object = subgraph.is_interface_object(name)
            title = "Interface Object Type (@interfaceObject)" if interface_object else TITLES[definition.kind]
            by_title.setdefault(title, []).append(subgraph)
        kinds = {"Interface Type" if "@interfaceObject" in title else title for title in by_title}
        if len(kinds) > 1:
            uses = [f"{title} in {listed(each.name for each in found)}" for title, found in by_title.items()]
            message = f'Type "{name}" has mismatched kind: it is defined as {" but as ".join(uses)}'
            places = [
                Place(each.name, name, each.schema.types[name].node) for found in by_title.values() for each in found
            ]
            diagnostics.error("TYPE_KIND_MISMATCH", message, *places)
