"""What every merge needs: the subgraphs in order of name, where types are used, overrides, and the collector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from gateway.composition.diagnostics import Diagnostics, Place, listed
from gateway.composition.merge.composed import Composed
from gateway.composition.merge.declared import Declared
from gateway.composition.merge.overrides import Overrides
from gateway.federation.directives import FederationDirective
from gateway.federation.join import graph_enum_names
from gateway.federation.model import DirectiveDefinition, Placed, TypeDefinition, TypeKind
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import named

T = TypeVar("T")
Sources = Sequence[tuple[Subgraph, T]]
"""One thing as several subgraphs declare it, in order of subgraph name."""


@dataclass(slots=True)
class MergeContext:
    subgraphs: Sequence[Subgraph]
    diagnostics: Diagnostics
    overrides: Overrides
    directive_names: Mapping[FederationDirective, str]
    """What the supergraph calls the directives that it passes on, of those in use."""
    composed: Mapping[str, Composed] = field(default_factory=dict)
    """Directives of other specifications that it passes on, by name."""
    graphs: dict[str, str] = field(init=False)
    declared: Declared = field(init=False)
    _standing_in: dict[str, Sources[TypeDefinition]] = field(default_factory=dict)
    interface_objects: set[str] = field(default_factory=set)
    """Names of the types that some subgraph declares as an @interfaceObject."""
    input_names: set[str] = field(default_factory=set)
    output_names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.graphs = graph_enum_names(each.name for each in self.subgraphs)
        self.declared = Declared(self.subgraphs)
        for subgraph in self.subgraphs:
            self.interface_objects |= {name for name in subgraph.schema.types if subgraph.is_interface_object(name)}

    def note_uses(self, types: Iterable[TypeDefinition], directives: Iterable[DirectiveDefinition]) -> None:
        """Which types the merged supergraph uses in input and in output positions: what enums depend on."""
        for directive in directives:
            self.input_names |= {named(each.type) for each in directive.arguments.values()}
        for definition in types:
            for output in definition.fields.values():
                self.output_names.add(named(output.type))
                self.input_names |= {named(each.type) for each in output.arguments.values()}
            self.input_names |= {named(each.type) for each in definition.inputs.values()}

    def graph(self, subgraph: Subgraph) -> str:
        return self.graphs[subgraph.name]

    def declaring(self, name: str) -> Sources[TypeDefinition]:
        return self.declared.types(name)

    def standing_in_for(self, name: str) -> Sources[TypeDefinition]:
        """The interface objects of the interfaces of type `name`."""
        if not self.interface_objects:
            return ()
        found = self._standing_in.get(name)
        if found is None:
            interfaces = dict.fromkeys(i for _, each in self.declaring(name) for i in each.interfaces)
            found = self._standing_in[name] = [
                (subgraph, definition)
                for interface in interfaces
                if interface in self.interface_objects
                for subgraph, definition in self.declaring(interface)
                if subgraph.is_interface_object(interface)
            ]
        return found

    def declarations(self, coordinate: str) -> list[Place]:
        """Where the subgraphs declare what has this schema coordinate, else the interface objects that give it."""
        return self.declared.at(coordinate)

    def is_named_subtype(self, name: str, of: str) -> bool:
        """Over all subgraphs together: what the supergraph will say."""
        return any(each.schema.is_named_subtype(name, of) for each, _ in self.declaring(of))

    def kind(self, name: str) -> TypeKind:
        """An interface object is an interface for everybody else."""
        subgraph, definition = self.declaring(name)[0]
        return TypeKind.INTERFACE if subgraph.is_interface_object(name) else definition.kind


def place(subgraph: Subgraph, element: Placed) -> Place:
    return Place(subgraph.name, element.coordinate, element.node)


def places(sources: Sources[Placed]) -> list[Place]:
    return [place(subgraph, element) for subgraph, element in sources]


def names(sources: Sources[T]) -> str:
    """`subgraph "a"` or `subgraphs "a" and "b"`."""
    found = [subgraph.name for subgraph, _ in sources]
    return f"subgraph{'s' if len(found) > 1 else ''} {listed(found)}"


def grouped(sources: Sources[str]) -> str:
    """`"Int" in subgraph "a" but "String" in subgraphs "b" and "c"`, from each subgraph's text for the thing."""
    groups: dict[str, list[tuple[Subgraph, str]]] = {}
    for subgraph, text in sources:
        groups.setdefault(text, []).append((subgraph, text))
    parts = [f'"{text}" in {names(members)}' for text, members in groups.items()]
    return parts[0] if len(parts) == 1 else f"{parts[0]} but {' and '.join(parts[1:])}"
