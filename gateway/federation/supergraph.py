"""The supergraph as the engine reads it: who has which type and field, by which keys, on what conditions.

`Supergraph.from_sdl` reads a supergraph schema (join v0.1 to v0.5, as any composer writes it) and refuses one that does
not hold together.  The facts are immutable after reading; everything derived from them (possible types, the API
schema) is computed at most once.  Nothing here plans or executes.

Sources: https://specs.apollo.dev/join/v0.5, https://specs.apollo.dev/link/v1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graphql import DocumentNode, GraphQLSchema

from gateway.federation.api_schema import build_api_schema
from gateway.federation.facts import SupergraphError, TypeFacts
from gateway.federation.integrity import check_integrity
from gateway.federation.sdl import parse_supergraph, text_of
from gateway.federation.supergraph_reader import SupergraphReader

__all__ = ["Supergraph", "SupergraphError"]


@dataclass(frozen=True)
class Supergraph:
    """All facts of one supergraph.

    Args:
        graphs: graph enum value to subgraph name.
        subgraphs: subgraph name to routing URL.
        roots: `query`, `mutation`, `subscription` to type names.
        types: every type that is not part of a linked specification.
        hidden: names of `@inaccessible` types.
        sdl: what it was read from.
        api_schema: the schema clients see: no join or link machinery, nothing `@inaccessible`.
    """

    graphs: Mapping[str, str]
    subgraphs: Mapping[str, str]
    roots: Mapping[str, str]
    types: Mapping[str, TypeFacts]
    hidden: frozenset[str]
    sdl: str
    api_schema: GraphQLSchema

    @classmethod
    def from_sdl(cls, sdl: str) -> Supergraph:
        """Read supergraph SDL.

        Raises:
            SupergraphError: not GraphQL, not a supergraph, one that needs what this gateway lacks, or one whose
                API schema is not valid.
        """
        document = parse_supergraph(sdl)
        reader = SupergraphReader(document)
        graphs, urls = reader.graphs()
        roots = reader.roots()
        types = reader.types(graphs, roots)
        check_integrity(types, graphs)
        return cls(graphs, urls, roots, types, reader.hidden(), sdl, build_api_schema(document))

    @classmethod
    def from_bytes(cls, content: bytes) -> Supergraph:
        """As `from_sdl`, of a file's content.

        Raises:
            SupergraphError: also when it is not UTF-8 text.
        """
        return cls.from_sdl(text_of(content))

    @property
    def document(self) -> DocumentNode:
        """The parsed SDL, read anew: it takes as much memory as all else, and serving a supergraph takes none of it."""
        return parse_supergraph(self.sdl)

    @cached_property
    def _implementations(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        found: dict[str, dict[str, set[str]]] = {}
        for facts in self.types.values():
            if facts.kind != "object":
                continue
            for graph, interfaces in facts.implements.items():
                for interface in interfaces:
                    found.setdefault(interface, {}).setdefault(graph, set()).add(facts.name)
        return {name: {graph: frozenset(types) for graph, types in per.items()} for name, per in found.items()}

    @cached_property
    def _possible(self) -> dict[tuple[str, str | None], frozenset[str]]:
        return {}

    def possible_types(self, name: str, graph: str | None = None) -> frozenset[str]:
        """The object types a value of type `name` can have, in one subgraph or in any (GraphQL, "GetPossibleTypes")."""
        key = name, graph
        found = self._possible.get(key)
        if found is None:
            found = self._possible[key] = self._compute_possible(name, graph)
        return found

    def _compute_possible(self, name: str, graph: str | None) -> frozenset[str]:
        facts = self.types[name]
        if facts.kind == "object":
            return frozenset((name,))
        per_graph = facts.members if facts.kind == "union" else self._implementations.get(name, {})
        if graph is not None:
            return per_graph.get(graph, frozenset())
        return frozenset().union(*per_graph.values())

    @cached_property
    def interfaces_of(self) -> Mapping[str, frozenset[str]]:
        """Object type name to every interface it implements in some subgraph."""
        return {
            facts.name: frozenset().union(*facts.implements.values())
            for facts in self.types.values()
            if facts.kind == "object"
        }

    @cached_property
    def overridden(self) -> Mapping[tuple[str, str, str], str | None]:
        """(graph, type, field) taken over by another subgraph's `@override`, to its label (None: always)."""
        by_name = {name: graph for graph, name in self.graphs.items()}
        return {
            (by_name[join.override], facts.name, fact.name): join.override_label
            for facts in self.types.values()
            for fact in facts.fields.values()
            for join in fact.joins.values()
            if join.override in by_name
        }

    @cached_property
    def labels(self) -> frozenset[str]:
        """Every label of a progressive override."""
        return frozenset(label for label in self.overridden.values() if label is not None)

    @cached_property
    def has_rules(self) -> bool:
        """Whether any type or field asks for rights."""
        return any(
            facts.requirements or any(fact.requirements for fact in facts.fields.values())
            for facts in self.types.values()
        )
