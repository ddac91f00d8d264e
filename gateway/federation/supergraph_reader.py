"""Reads the join directives of a supergraph document into `Supergraph` facts.

Directive names follow the document's own `@link`s, so that a renamed feature (`as:`) is still found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    print_ast,
    value_from_ast_untyped,
)

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

KINDS: dict[type, TypeKind] = {
    ObjectTypeDefinitionNode: "object",
    InterfaceTypeDefinitionNode: "interface",
    UnionTypeDefinitionNode: "union",
    EnumTypeDefinitionNode: "enum",
    ScalarTypeDefinitionNode: "scalar",
    InputObjectTypeDefinitionNode: "input",
}

JOINED = ("graph", "type", "field", "implements", "unionMember")
"""Directives of the join specification."""

FOLLOWED = ("inaccessible", "authenticated", "requiresScopes", "policy", "context")
"""Features whose directive has the feature's own name."""


def arguments(directive: ConstDirectiveNode) -> dict[str, Any]:
    """A directive's arguments as plain values; enum values become their names."""
    return {argument.name.value: value_from_ast_untyped(argument.value) for argument in directive.arguments or ()}


def applied(node: Any, name: str) -> Iterator[dict[str, Any]]:
    """The arguments of each use of the directive on a definition."""
    for directive in node.directives or ():
        if directive.name.value == name:
            yield arguments(directive)


class SupergraphReader:
    """Reads one document; each method returns one kind of fact.  Raises SupergraphError for a link that binds us to
    what we do not know."""

    def __init__(self, document: DocumentNode) -> None:
        self.document = document
        self.features = Features.read(document)
        self.directive = {
            **{name: self.features.directive("join", name) for name in JOINED},
            **{name: self.features.directive(name) for name in FOLLOWED},
        }
        self.graph_enum = self.features.type("join", "Graph")

    def graphs(self) -> tuple[dict[str, str], dict[str, str]]:
        """Graph enum value to subgraph name, and subgraph name to routing URL.

        Raises:
            SupergraphError: the document declares no subgraphs.
        """
        graphs: dict[str, str] = {}
        urls: dict[str, str] = {}
        for definition in self.document.definitions:
            if not isinstance(definition, EnumTypeDefinitionNode) or definition.name.value != self.graph_enum:
                continue
            for value in definition.values or ():
                for use in applied(value, self.directive["graph"]):
                    graphs[value.name.value] = use["name"]
                    urls[use["name"]] = use.get("url") or ""
        if not graphs:
            raise SupergraphError(
                f"This is not a supergraph: it has no enum {self.graph_enum}. "
                "Compose subgraphs with `hansa compose`, or pass the output of another composer."
            )
        return graphs, urls

    def definitions(self) -> list[TypeDefinitionNode]:
        """The type definitions that belong to no linked specification."""
        return [
            node
            for node in self.document.definitions
            if isinstance(node, TypeDefinitionNode) and not self.features.own(node.name.value)
        ]

    def types(self, graphs: dict[str, str]) -> dict[str, TypeFacts]:
        """Facts of every type by name."""
        return {node.name.value: self.type_facts(node, graphs) for node in self.definitions()}

    def hidden(self) -> frozenset[str]:
        """Names of the `@inaccessible` types."""
        name = self.directive["inaccessible"]
        return frozenset(node.name.value for node in self.definitions() if any(True for _ in applied(node, name)))

    def roots(self, types: dict[str, TypeFacts]) -> dict[str, str]:
        """Operation kind to root type name.

        Raises:
            SupergraphError: there is no query root type.
        """
        roots: dict[str, str] = {}
        for definition in self.document.definitions:
            if isinstance(definition, SchemaDefinitionNode):
                roots = {node.operation.value: node.type.name.value for node in definition.operation_types or ()}
        if not roots:
            roots = {name.lower(): name for name in ("Query", "Mutation", "Subscription") if name in types}
        if roots.get("query") not in types:
            raise SupergraphError("The supergraph has no query root type.")
        return roots

    def type_facts(self, node: TypeDefinitionNode, graphs: dict[str, str]) -> TypeFacts:
        name = node.name.value
        joins: dict[str, list[TypeJoin]] = {}
        for use in applied(node, self.directive["type"]):
            graph = use.get("graph")
            if graph not in graphs:
                raise SupergraphError(f"Type {name} is joined to {graph}, which {self.graph_enum} does not declare.")
            joins.setdefault(graph, []).append(
                TypeJoin(
                    field_set(use.get("key"), name), use.get("resolvable", True), use.get("isInterfaceObject", False)
                )
            )
        if not joins:  # types of no particular subgraph, as hand-written supergraphs have them
            joins = {graph: [TypeJoin(None)] for graph in graphs}
        fields = {}
        if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            fields = {child.name.value: self.field_facts(name, child, graphs) for child in node.fields or ()}
        return TypeFacts(
            name=name,
            kind=KINDS[type(node)],
            joins={graph: tuple(uses) for graph, uses in joins.items()},
            fields=fields,
            implements=self.implements(node, joins),
            members=self.members(node, joins),
            requirements=tuple(self.requirements(node)),
            contexts=frozenset(use["name"] for use in applied(node, self.directive["context"])),
        )

    def grouped(self, node: TypeDefinitionNode, directive: str, argument: str) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for use in applied(node, self.directive[directive]):
            found.setdefault(use["graph"], set()).add(use[argument])
        return {graph: frozenset(names) for graph, names in found.items()}

    def implements(self, node: TypeDefinitionNode, joins: Iterable[str]) -> dict[str, frozenset[str]]:
        if not isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            return {}
        declared = self.grouped(node, "implements", "interface")
        everywhere = frozenset(interface.name.value for interface in node.interfaces or ())
        return declared or (dict.fromkeys(joins, everywhere) if everywhere else {})

    def members(self, node: TypeDefinitionNode, joins: Iterable[str]) -> dict[str, frozenset[str]]:
        if not isinstance(node, UnionTypeDefinitionNode):
            return {}
        declared = self.grouped(node, "unionMember", "member")
        return declared or dict.fromkeys(joins, frozenset(member.name.value for member in node.types or ()))

    def field_facts(self, owner: str, node: FieldDefinitionNode, graphs: dict[str, str]) -> FieldFacts:
        name, declared = node.name.value, print_ast(node.type)
        joins: dict[str, FieldJoin] = {}
        contributed = False
        for use in applied(node, self.directive["field"]):
            graph = use.get("graph")
            if graph is None:
                contributed = True
            elif graph not in graphs:
                raise SupergraphError(f"Field {owner}.{name} is joined to {graph}, which is not declared.")
            else:
                joins[graph] = field_join(use, declared, f"{owner}.{name}")
        return FieldFacts(
            name, TypeReference(declared), joins, contributed and not joins, tuple(self.requirements(node))
        )

    def requirements(self, node: Any) -> Iterator[Requirement]:
        if any(True for _ in applied(node, self.directive["authenticated"])):
            yield Requirement("authenticated")
        for use in applied(node, self.directive["requiresScopes"]):
            yield Requirement("requiresScopes", tuple(frozenset(scopes) for scopes in use.get("scopes", ())))
        for use in applied(node, self.directive["policy"]):
            yield Requirement("policy", tuple(frozenset(policies) for policies in use.get("policies", ())))


FieldSetText = TypeVar("FieldSetText", str, str | None)


def field_set(text: FieldSetText, where: str) -> FieldSetText:
    """The text of a field set that can be read, or None.

    Raises:
        SupergraphError: this one cannot; `where` is its coordinate.
    """
    try:
        if text is not None:
            parse_field_set(text)
    except FieldSetError as error:
        raise SupergraphError(f'The field set "{text}" of {where} cannot be read: {error}.') from None
    return text


def field_join(use: dict[str, Any], declared: str, where: str) -> FieldJoin:
    """One `@join__field` as facts; its type defaults to the supergraph's.  Raises SupergraphError."""
    return FieldJoin(
        type=TypeReference(use.get("type") or declared),
        requires=field_set(use.get("requires"), where),
        provides=field_set(use.get("provides"), where),
        external=bool(use.get("external")),
        override=use.get("override"),
        override_label=use.get("overrideLabel"),
        context_arguments=tuple(
            ContextArgument(entry["name"], entry["type"], entry["context"], field_set(entry["selection"], where))
            for entry in use.get("contextArguments") or ()
        ),
    )
