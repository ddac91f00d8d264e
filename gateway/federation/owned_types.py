"""A type's life in each subgraph, from the directives of join v0.1: what Federation 1 composed.

An *entity* has an owner (`@join__owner`) and a key for each subgraph that knows it; its fields are the owner's unless a
`@join__field` says otherwise.  The fields of a key are resolved wherever the key is: Federation 1 calls them external
there, and v0.1 does not list them.  A *value type* has no owner; each subgraph that leads to one resolves all of it,
and v0.1 does not say which these are, so that it is joined to all of them.  For the same reason an entity implements
its interfaces, and unions have their members, wherever the types themselves are.
Source: https://specs.apollo.dev/join/v0.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from graphql import (
    FieldDefinitionNode,
    FieldNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
)

from gateway.federation.applications import Application, shortened
from gateway.federation.facts import FieldJoin, SupergraphError, TypeJoin, TypeReference
from gateway.federation.field_set import FieldSetError, parse_field_set, printed
from gateway.federation.type_reader import FieldJoins, TypeReader

Joins = Mapping[str, tuple[TypeJoin, ...]]


class OwnedTypeReader(TypeReader):
    """Reads types of a document in join v0.1.  Its methods raise SupergraphError."""

    def joins(self, node: TypeDefinitionNode) -> dict[str, tuple[TypeJoin, ...]]:
        """By graph: an entity's keys, or a value type without any."""
        return self._joins[node.name.value]

    @cached_property
    def _joins(self) -> dict[str, dict[str, tuple[TypeJoin, ...]]]:
        return {name: self._of(node) for name, node in self.nodes.items()}

    def _of(self, node: TypeDefinitionNode) -> dict[str, tuple[TypeJoin, ...]]:
        name = node.name.value
        if self.owner(node) is None:
            for use in self.uses(node, "type", name):
                raise use.error(f"a type with a key has an owner, but {name} has no @{self.directive('owner')}")
            return dict.fromkeys(self._value_graphs(node), (TypeJoin(None),))
        found: dict[str, tuple[TypeJoin, ...]] = {}
        for use in self.uses(node, "type", name):
            graph = self.graph(use)
            found[graph] = (*found.get(graph, ()), TypeJoin(use.string("key")))
        if (owner := self.owner(node)) not in found:
            key = f"@{self.directive('type')} with a key"
            raise SupergraphError(f"The type {name} is owned by {owner}, for which it has no {key}.")
        return found

    def owner(self, node: TypeDefinitionNode) -> str | None:
        """The graph that owns an entity; None for a value type."""
        uses: list[Application] = list(self.uses(node, "owner", node.name.value))
        if len(uses) > 1:
            raise uses[1].error("a type has one owner")
        return self.graph(uses[0]) if uses else None

    def _value_graphs(self, node: TypeDefinitionNode) -> Iterable[str]:
        """All graphs; for a root type, those that have a field of it."""
        if node.name.value not in self.roots or not isinstance(node, ObjectTypeDefinitionNode):
            return self.graphs
        found: dict[str, None] = {}
        for field in node.fields or ():
            where = f"{node.name.value}.{field.name.value}"
            uses = list(self.uses(field, "field", where))
            if not uses or uses[0].name_of("graph") is None:
                raise SupergraphError(
                    f"The root field {where} has no @{self.directive('field')} with a graph: "
                    "no subgraph is said to have it."
                )
            found.update((self.graph(use), None) for use in uses)
        return found

    def directive(self, name: str) -> str:
        return self.features.directive("join", name)

    def implements(self, node: TypeDefinitionNode, joins: Iterable[str]) -> dict[str, frozenset[str]]:
        if not isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            return {}
        interfaces = frozenset(interface.name.value for interface in node.interfaces or ())
        return dict.fromkeys(joins, interfaces) if interfaces else {}

    def members(self, node: TypeDefinitionNode, joins: Iterable[str]) -> dict[str, frozenset[str]]:
        if not isinstance(node, UnionTypeDefinitionNode):
            return {}
        names = [member.name.value for member in node.types or ()]
        return {graph: frozenset(name for name in names if graph in self._joins.get(name, ())) for graph in joins}

    def field_joins(
        self, parent: TypeDefinitionNode, node: FieldDefinitionNode, joins: Joins, declared: TypeReference
    ) -> FieldJoins:
        where = f"{parent.name.value}.{node.name.value}"
        owner = self.owner(parent)
        found: dict[str, FieldJoin] = {}
        for use in self.uses(node, "field", where):
            graph = owner if use.name_of("graph") is None else self.graph(use)
            if graph is None:
                continue  # says what a value type's field provides in some of its subgraphs, not in which
            if graph not in joins:
                raise use.error(f"{graph} does not have the type {parent.name.value}")
            if found:
                raise use.error("a field is joined to one subgraph")
            requires = use.string("requires")
            if requires is not None and graph == owner:
                raise use.error("the owner of a type requires nothing of other subgraphs")
            found[graph] = FieldJoin(declared, requires, use.string("provides"))
        if owner is None:
            return found, False
        if not found:
            found[owner] = FieldJoin(declared)
        return self._with_keys(node.name.value, where, joins, declared, found), False

    def _with_keys(
        self, name: str, where: str, joins: Joins, declared: TypeReference, found: dict[str, FieldJoin]
    ) -> dict[str, FieldJoin]:
        """The joins of a field with those by keys that select it."""
        for graph, ways in joins.items():
            parts = [part for way in ways if way.key is not None for part in selected(way.key, name, where)]
            if parts and graph not in found:
                below = " ".join(part for part in parts if part)
                found[graph] = FieldJoin(declared, provides=below or None)
        return found


def selected(key: str, name: str, where: str) -> list[str]:
    """What a key selects below each of its fields that is named so: empty text for a leaf."""
    try:
        selections = parse_field_set(key).selections
    except FieldSetError as error:
        of = where.partition(".")[0]
        raise SupergraphError(
            f'The key "{shortened(key)}" of {of} cannot be used: {str(error).removesuffix(".")}.'
        ) from None
    return [
        printed(node.selection_set) if node.selection_set else ""
        for node in selections
        if isinstance(node, FieldNode) and node.name.value == name
    ]
