"""A type's life in each subgraph, from the directives of join v0.2 to v0.5.

Subgraphs are equals: a type is in those that its `@join__type`s name, a field in those that its `@join__field`s name
or, without any, in all that have the type.  What is the same in join v0.1 is shared with `owned_types`, which says the
rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from graphql import (
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    FieldNode,
    GraphQLSyntaxError,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    print_ast,
)

from gateway.federation.applications import Application, applications, shortened
from gateway.federation.facts import (
    ContextArgument,
    FieldFacts,
    FieldJoin,
    Requirement,
    SupergraphError,
    TypeFacts,
    TypeJoin,
    TypeKind,
    TypeReference,
)
from gateway.federation.features import Features
from gateway.federation.field_set import FieldSetError, parse_field_set
from gateway.federation.type_ref import from_text

KINDS: dict[type, TypeKind] = {
    ObjectTypeDefinitionNode: "object",
    InterfaceTypeDefinitionNode: "interface",
    UnionTypeDefinitionNode: "union",
    EnumTypeDefinitionNode: "enum",
    ScalarTypeDefinitionNode: "scalar",
    InputObjectTypeDefinitionNode: "input",
}

JOINS = ("owner", "type", "field", "implements", "unionMember")

FieldJoins = tuple[dict[str, FieldJoin], bool]
"""By graph, and whether an interface object contributes the field."""


class TypeReader:
    """Reads types of one document.  Its methods raise SupergraphError.

    Args:
        features: of the document.
        graphs: graph enum values to subgraph names.
        nodes: type definitions by name.
        roots: names of the root types.
    """

    def __init__(
        self,
        features: Features,
        graphs: Mapping[str, str],
        nodes: Mapping[str, TypeDefinitionNode],
        roots: frozenset[str],
    ) -> None:
        self.features = features
        self.graphs = graphs
        self.nodes = nodes
        self.roots = roots
        self.enum = features.type("join", "Graph")
        self.called = {each: features.directive("join", each) for each in JOINS}
        self.rules = {each: features.directive(each) for each in ("authenticated", "requiresScopes", "policy")}
        self.references: dict[int, TypeReference] = {}

    def types(self) -> dict[str, TypeFacts]:
        """Facts of every type by name."""
        return {name: self.facts(node) for name, node in self.nodes.items()}

    def facts(self, node: TypeDefinitionNode) -> TypeFacts:
        """One type's."""
        name = node.name.value
        joins = self.joins(node)
        fields = {}
        if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            for child in node.fields or ():
                if child.name.value in fields:
                    raise SupergraphError(f"The supergraph defines the field {name}.{child.name.value} twice.")
                fields[child.name.value] = self.field(node, child, joins)
        return TypeFacts(
            name=name,
            kind=KINDS[type(node)],
            joins=joins,
            fields={**fields, **unsaid_externals(fields, joins)},
            implements=self.implements(node, joins),
            members=self.members(node, joins),
            requirements=tuple(self.requirements(node, name)),
            contexts=frozenset(
                use.needed_string("name") for use in applications(node, self.features.directive("context"), name)
            ),
        )

    def uses(self, node: Any, directive: str, where: str) -> Iterator[Application]:
        """Each use of a join directive, by the specification's name."""
        return applications(node, self.called[directive], where)

    def graph(self, use: Application) -> str:
        """The graph that a directive names."""
        graph = use.needed_name_of("graph")
        if graph not in self.graphs:
            raise use.error(f"{self.enum} has no value {graph}; it has {', '.join(self.graphs)}")
        return graph

    def joins(self, node: TypeDefinitionNode) -> dict[str, tuple[TypeJoin, ...]]:
        """By graph, the ways in which it has the type."""
        found: dict[str, tuple[TypeJoin, ...]] = {}
        for use in self.uses(node, "type", node.name.value):
            join = TypeJoin(use.string("key"), use.boolean("resolvable", True), use.boolean("isInterfaceObject", False))
            graph = self.graph(use)
            found[graph] = (*found.get(graph, ()), join)
        if not found and not is_composite(node):
            return dict.fromkeys(self.graphs, (TypeJoin(None),))
        if not found:
            name = self.features.directive("join", "type")
            raise SupergraphError(f"The type {node.name.value} has no @{name}: no subgraph is said to have it.")
        return found

    def implements(self, node: TypeDefinitionNode, joins: Iterable[str]) -> dict[str, frozenset[str]]:
        """By graph, the interfaces that the type implements there."""
        if not isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            return {}
        declared = self.grouped(node, "implements", "interface", joins)
        everywhere = frozenset(interface.name.value for interface in node.interfaces or ())
        return declared or (dict.fromkeys(joins, everywhere) if everywhere else {})

    def members(self, node: TypeDefinitionNode, joins: Iterable[str]) -> dict[str, frozenset[str]]:
        """By graph, the members that a union has there."""
        if not isinstance(node, UnionTypeDefinitionNode):
            return {}
        declared = self.grouped(node, "unionMember", "member", joins)
        return declared or dict.fromkeys(joins, frozenset(member.name.value for member in node.types or ()))

    def grouped(
        self, node: TypeDefinitionNode, directive: str, argument: str, joins: Iterable[str]
    ) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for use in self.uses(node, directive, node.name.value):
            graph = self.graph(use)
            if graph not in joins:
                raise use.error(f"{graph} does not have the type")
            found[graph] = found.get(graph, frozenset()) | {use.needed_string(argument)}
        return found

    def field(
        self, parent: TypeDefinitionNode, node: FieldDefinitionNode, joins: Mapping[str, tuple[TypeJoin, ...]]
    ) -> FieldFacts:
        """One field's facts."""
        where = f"{parent.name.value}.{node.name.value}"
        declared = self.reference(node.type)
        found, contributed = self.field_joins(parent, node, joins, declared)
        requirements = tuple(self.requirements(node, where)) if node.directives else ()
        return FieldFacts(node.name.value, declared, found, contributed and not found, requirements)

    def reference(self, node: TypeNode) -> TypeReference:
        """References that are written alike have one node (`read_definitions`), so they are one here."""
        found = self.references.get(id(node))
        if found is None:
            found = self.references[id(node)] = TypeReference(print_ast(node))
        return found

    def field_joins(
        self,
        parent: TypeDefinitionNode,
        node: FieldDefinitionNode,
        joins: Mapping[str, tuple[TypeJoin, ...]],
        declared: TypeReference,
    ) -> FieldJoins:
        """Which subgraphs have a field, and what each says of it."""
        found: dict[str, FieldJoin] = {}
        contributed = False
        for use in self.uses(node, "field", f"{parent.name.value}.{node.name.value}"):
            if use.name_of("graph") is None:
                contributed = True
                continue
            graph = self.graph(use)
            if graph not in joins:
                raise use.error(f"{graph} does not have the type {parent.name.value}")
            if graph in found:
                raise use.error(f"the field is joined to {graph} twice")
            found[graph] = field_join(use, declared)
        return found, contributed

    def requirements(self, node: Any, where: str) -> Iterator[Requirement]:
        """The access rules on a definition."""
        if any(True for _ in applications(node, self.rules["authenticated"], where)):
            yield Requirement("authenticated")
        for use in applications(node, self.rules["requiresScopes"], where):
            yield Requirement("requiresScopes", use.alternatives("scopes"))
        for use in applications(node, self.rules["policy"], where):
            yield Requirement("policy", use.alternatives("policies"))


def is_composite(node: TypeDefinitionNode) -> bool:
    """Whether fields are selected on values of the type."""
    return KINDS[type(node)] in ("object", "interface", "union")


def field_join(use: Application, declared: TypeReference) -> FieldJoin:
    """One `@join__field` as facts; its type defaults to the supergraph's.  Raises SupergraphError."""
    return FieldJoin(
        type=type_reference(use) or declared,
        requires=use.string("requires"),
        provides=use.string("provides"),
        external=use.boolean("external", False),
        override=use.string("override"),
        override_label=use.string("overrideLabel"),
        context_arguments=tuple(
            ContextArgument(each["name"], each["type"], each["context"], each["selection"])
            for each in use.objects("contextArguments", ("name", "type", "context", "selection"))
        ),
    )


def unsaid_externals(
    fields: Mapping[str, FieldFacts], joins: Mapping[str, tuple[TypeJoin, ...]]
) -> dict[str, FieldFacts]:
    """The fields without a `@join__field` that a subgraph requires, joined to all, to that subgraph as external.

    What is required, and is no key, is external (Federation, `@requires`).  The Guild's composer does not write it
    of an interface object, whose subgraph would then be asked for a field that it does not resolve.
    """
    found: dict[str, FieldFacts] = {}
    for graph, ways in joins.items():
        required = [field.joins[graph].requires for field in fields.values() if graph in field.joins]
        unsaid = {name for text in required for name in leaves(text) if name in fields and fields[name].everywhere}
        if unsaid and len(joins) > 1:
            for name in unsaid.difference(*(leaves(way.key) for way in ways)):
                field = found.get(name, fields[name])
                everywhere = field.joins or dict.fromkeys(joins, FieldJoin(field.type))
                found[name] = replace(field, joins={**everywhere, graph: FieldJoin(field.type, external=True)})
    return found


def leaves(field_set: str | None) -> list[str]:
    """The fields that a field set selects itself, without those below; none of one that cannot be read."""
    try:
        nodes = parse_field_set(field_set).selections if field_set else ()
    except FieldSetError:
        return []  # `integrity` says so
    return [node.name.value for node in nodes if isinstance(node, FieldNode) and node.selection_set is None]


def type_reference(use: Application) -> TypeReference | None:
    """The type that a subgraph gives the field, if it is another than the supergraph's."""
    text = use.string("type")
    if text is None:
        return None
    try:
        return TypeReference(str(from_text(text)))
    except GraphQLSyntaxError:
        raise use.error(f'"type" must be a type such as [String!], not "{shortened(text)}"') from None
