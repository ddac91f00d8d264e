"""Where the subgraphs declare what the supergraph has: for findings about the whole that point at lines."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.reading.read import read_subgraph
from gateway.federation.model import TypeDefinition
from gateway.federation.subgraph import Subgraph, SubgraphSource, declarations


class Declared:
    """The declarations of every coordinate, in order of subgraph name."""

    def __init__(self, subgraphs: Sequence[Subgraph]) -> None:
        self.subgraphs = subgraphs
        self._types = declarations(subgraphs)

    def types(self, name: str) -> Sequence[tuple[Subgraph, TypeDefinition]]:
        """A type's declarations."""
        return self._types.get(name, ())

    def at(self, coordinate: str) -> list[Place]:
        """Where the subgraphs declare what has this schema coordinate, else the interface objects that give it."""
        found = self._at(coordinate)
        name, _, part = coordinate.partition(".")
        if found or not part:
            return found
        interfaces = dict.fromkeys(each for _, definition in self.types(name) for each in definition.interfaces)
        return [each for interface in interfaces for each in self._at(f"{interface}.{part}")]

    def _at(self, coordinate: str) -> list[Place]:
        return [
            Place(subgraph.name, element.coordinate, element.node)
            for subgraph in self.subgraphs
            if (element := subgraph.schema.element(coordinate)) is not None
        ]


class DeclaredAgain:
    """As `Declared`, of subgraphs that were let go: they are read again when somebody asks.

    What a large graph's subgraphs are takes more memory than anything else, and only findings ask for it.
    """

    def __init__(self, sources: Sequence[SubgraphSource]) -> None:
        self._sources = sources
        self._declared: Declared | None = None

    def at(self, coordinate: str) -> list[Place]:
        """As `Declared.at`."""
        if self._declared is None:
            read = [read_subgraph(source, Diagnostics()) for source in self._sources]
            self._declared = Declared(sorted((each for each in read if each is not None), key=lambda each: each.name))
        return self._declared.at(coordinate)
