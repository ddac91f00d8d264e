"""One subgraph, read: its schema model and the facts composition asks of it.

`keys` are parsed once here.  A field is *resolved* by a subgraph when it is neither external there nor moved
away by another subgraph's `@override` (which is known only to the merge, so not here).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graphql import SelectionSetNode

from gateway.federation.directives import FederationDirective as D
from gateway.federation.links import Links
from gateway.federation.model import Applied, Field, Schema, TypeDefinition, TypeKind
from gateway.federation.versions import FEDERATION_1, Version


@dataclass(frozen=True, slots=True)
class SubgraphSource:
    """What composition is given: a unique name, the URL the gateway will call, and the SDL."""

    name: str
    url: str
    sdl: str


@dataclass(frozen=True, slots=True)
class Key:
    """One `@key`; `text` is canonical."""

    text: str
    fields: SelectionSetNode
    resolvable: bool
    extension: bool
    """Whether it stands on a type extension."""
    applied: Applied


@dataclass(frozen=True, slots=True)
class Subgraph:
    name: str
    url: str
    version: Version
    links: Links
    schema: Schema
    keys: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    """By type name; a key whose fields cannot be parsed is left out (a rule reports it)."""
    key_fields: frozenset[str] = frozenset()
    """Coordinates of the fields that some key selects, at any depth."""
    used_fields: frozenset[str] = frozenset()
    """Coordinates of the fields that some key, @requires, @provides or interface needs."""
    provided_fields: frozenset[str] = frozenset()
    """Coordinates of the fields that some @provides selects."""

    @property
    def federation_1(self) -> bool:
        return self.version == FEDERATION_1

    def is_interface_object(self, name: str) -> bool:
        definition = self.schema.types.get(name)
        return definition is not None and definition.kind is TypeKind.OBJECT and definition.has(D.INTERFACE_OBJECT)

    def resolves(self, place: Field) -> bool:
        """Whether this subgraph can give the field: everywhere, or on some path by @provides."""
        return not place.external or place.coordinate in self.provided_fields

    def is_shareable(self, place: Field) -> bool:
        """Marked so, part of a key, or of a Federation 1 subgraph, where everything that is no entity's is."""
        return place.shareable or place.external or self.federation_1 or place.coordinate in self.key_fields

    def definition(self, name: str) -> TypeDefinition | None:
        return self.schema.types.get(name)


def declarations(subgraphs: Iterable[Subgraph]) -> Mapping[str, Sequence[tuple[Subgraph, TypeDefinition]]]:
    """By name, in order of first appearance, each type as the subgraphs declare it."""
    found: dict[str, list[tuple[Subgraph, TypeDefinition]]] = {}
    for subgraph in subgraphs:
        for name, definition in subgraph.schema.types.items():
            found.setdefault(name, []).append((subgraph, definition))
    return found
