"""INVALID_GRAPHQL: the types that specifications bring serve their directives; no field or argument can be of one.

They are not in the supergraph under the names they have in a subgraph, so that such a field would have no type there.
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.reading.document import type_names
from gateway.federation.model import Field, InputValue, Schema
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import named


def check_specification_types(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    brought = set(type_names(subgraph.links).values()) - subgraph.schema.types.keys()
    for element in _typed(subgraph.schema):
        name = named(element.type)
        if name in brought:
            message = (
                f'[{subgraph.name}] "{element.coordinate}" cannot be of type "{name}", which a linked specification '
                "brings for its directives."
            )
            place = Place(subgraph.name, element.coordinate, element.node)
            diagnostics.error("INVALID_GRAPHQL", message, place, advice="Give it a type of the schema's own.")


def _typed(schema: Schema) -> Iterator[Field | InputValue]:
    for definition in schema.types.values():
        yield from (part for part in definition.parts() if isinstance(part, Field | InputValue))
    for directive in schema.directive_definitions.values():
        yield from directive.arguments.values()
