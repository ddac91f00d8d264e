"""Reads a supergraph document: its subgraphs, its root types, and the facts of each type.

Directive names follow the document's own `@link`s, so that a renamed feature (`as:`) is still found.  How a type's
join directives are understood depends on the version of the join specification: see `type_reader` and `owned_types`.
"""

from __future__ import annotations

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumValueDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
)

from gateway.federation.applications import applications
from gateway.federation.facts import SupergraphError, TypeFacts
from gateway.federation.features import COMPOSE, Features
from gateway.federation.join_directives import OWNED
from gateway.federation.join_syntax import check_join_syntax
from gateway.federation.owned_types import OwnedTypeReader
from gateway.federation.type_reader import TypeReader

STANDARD_ROOTS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}


class SupergraphReader:
    """Reads one document; each method returns one kind of fact.

    Raises SupergraphError for a link that binds us to what we do not know, and a join directive that means nothing.
    """

    def __init__(self, document: DocumentNode) -> None:
        self.document = document
        self.features = Features.read(document)
        check_join_syntax(document, self.features)

    def graphs(self) -> tuple[dict[str, str], dict[str, str]]:
        """Graph enum value to subgraph name, and subgraph name to routing URL (empty if the supergraph has none).

        Raises:
            SupergraphError: the document declares no subgraphs, one of them not in full, or two of one name.
        """
        enum = self.features.type("join", "Graph")
        graphs: dict[str, str] = {}
        urls: dict[str, str] = {}
        for value in self._values(enum):
            where = f"{enum}.{value.name.value}"
            uses = list(applications(value, self.features.directive("join", "graph"), where))
            if len(uses) != 1:
                name = self.features.directive("join", "graph")
                raise SupergraphError(
                    f"{where} needs one @{name} with the subgraph's name and url; it has {len(uses)}."
                )
            subgraph = uses[0].needed_string("name")
            if not subgraph.strip():
                raise uses[0].error("the subgraph's name is empty")
            if subgraph in urls:
                raise uses[0].error(f'another subgraph is named "{subgraph}" as well')
            graphs[value.name.value] = subgraph
            urls[subgraph] = uses[0].string("url") or ""
        return graphs, urls

    def _values(self, enum: str) -> tuple[EnumValueDefinitionNode, ...]:
        for definition in self.document.definitions:
            if isinstance(definition, TypeDefinitionNode) and definition.name.value == enum:
                if isinstance(definition, EnumTypeDefinitionNode) and definition.values:
                    return tuple(definition.values)
                raise SupergraphError(f"{enum} must be an enum that has a value for each subgraph.")
        raise SupergraphError(f"This is not a supergraph: it has no enum {enum}. {COMPOSE}")

    def definitions(self) -> list[TypeDefinitionNode]:
        """The type definitions that belong to no linked specification."""
        return [
            node
            for node in self.document.definitions
            if isinstance(node, TypeDefinitionNode) and not self.features.own(node.name.value)
        ]

    def types(self, graphs: dict[str, str], roots: dict[str, str]) -> dict[str, TypeFacts]:
        """Facts of every type by name.  Raises SupergraphError."""
        nodes = {node.name.value: node for node in self.definitions()}
        reader = OwnedTypeReader if self.features.join == OWNED else TypeReader
        return reader(self.features, graphs, nodes, frozenset(roots.values())).types()

    def hidden(self) -> frozenset[str]:
        """Names of the `@inaccessible` types."""
        name = self.features.directive("inaccessible")
        return frozenset(
            node.name.value for node in self.definitions() if any(True for _ in applications(node, name, ""))
        )

    def roots(self) -> dict[str, str]:
        """Operation kind to root type name.

        Raises:
            SupergraphError: a root type is not there, no query root type is named, or one kind has two.
        """
        names = {node.name.value for node in self.definitions()}
        roots: dict[str, str] = {}
        for definition in self.document.definitions:
            if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
                for node in definition.operation_types or ():
                    kind = node.operation.value
                    if kind in roots:
                        raise SupergraphError(f"The supergraph's schema has two root types for {kind} operations.")
                    roots[kind] = node.type.name.value
        if not roots:
            roots = {kind: name for kind, name in STANDARD_ROOTS.items() if name in names}
        if "query" not in roots:
            raise SupergraphError("The supergraph has no query root type: nothing could be asked.")
        for kind, name in roots.items():
            if name not in names:
                raise SupergraphError(
                    f"The supergraph has no type {name}, its schema's root type for {kind} operations."
                )
        return roots
