"""Reads the join directives of a supergraph document into `Supergraph` facts.

Directive names follow the document's own `@link`s, so that a renamed feature (`as:`) is still found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

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

KINDS: dict[type, TypeKind] = {
    ObjectTypeDefinitionNode: "object",
    InterfaceTypeDefinitionNode: "interface",
    UnionTypeDefinitionNode: "union",
    EnumTypeDefinitionNode: "enum",
    ScalarTypeDefinitionNode: "scalar",
    InputObjectTypeDefinitionNode: "input",
}

FOLLOWED = ("inaccessible", "authenticated", "requiresScopes", "policy", "context")
"""Features whose directive has the feature's own name."""

SUPPORTED = {
    "link": ("v1.0",),
    "join": ("v0.2", "v0.3", "v0.4", "v0.5"),
    "inaccessible": ("v0.1", "v0.2"),
    "tag": ("v0.1", "v0.2", "v0.3"),
    "authenticated": ("v0.1",),
    "requiresScopes": ("v0.1",),
    "policy": ("v0.1",),
    "context": ("v0.1",),
}
"""Features whose `for:` makes them binding (link spec, "Purpose"), by version."""


def arguments(directive: ConstDirectiveNode) -> dict[str, Any]:
    """A directive's arguments as plain values; enum values become their names."""
    return {argument.name.value: value_from_ast_untyped(argument.value) for argument in directive.arguments or ()}


def applied(node: Any, name: str) -> Iterator[dict[str, Any]]:
    """The arguments of each use of the directive on a definition."""
    for directive in node.directives or ():
        if directive.name.value == name:
            yield arguments(directive)


def feature_names(document: DocumentNode) -> dict[str, str]:
    """Linked feature to the name it has in this document.

    Raises:
        SupergraphError: a feature marked SECURITY or EXECUTION that this gateway does not know.
    """
    names: dict[str, str] = {}
    for definition in document.definitions:
        if not isinstance(definition, SchemaDefinitionNode):
            continue
        for link in applied(definition, "link"):
            parts = str(link.get("url", "")).rstrip("/").split("/")
            feature, version = (parts[-2], parts[-1]) if len(parts) > 1 else (parts[-1], "")
            if link.get("for") and version not in SUPPORTED.get(feature, ()):
                raise SupergraphError(
                    f'The supergraph needs the feature "{feature}" {version} for {link["for"]}, '
                    f"which this gateway does not support."
                )
            names[feature] = link.get("as") or feature
    return names


class SupergraphReader:
    """Reads one document; each method returns one kind of fact."""

    def __init__(self, document: DocumentNode) -> None:
        self.document = document
        names = feature_names(document)
        join = names.get("join", "join")
        self.prefixes = tuple(f"{name}__" for name in names.values())
        self.directive = {
            "graph": f"{join}__graph",
            "type": f"{join}__type",
            "field": f"{join}__field",
            "implements": f"{join}__implements",
            "unionMember": f"{join}__unionMember",
            **{name: names.get(name, name) for name in FOLLOWED},
        }
        self.graph_enum = f"{join}__Graph"

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
            if isinstance(node, TypeDefinitionNode) and not node.name.value.startswith(self.prefixes)
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
                TypeJoin(use.get("key"), use.get("resolvable", True), use.get("isInterfaceObject", False))
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
                joins[graph] = field_join(use, declared)
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


def field_join(use: dict[str, Any], declared: str) -> FieldJoin:
    """One `@join__field` as facts; its type defaults to the supergraph's."""
    return FieldJoin(
        type=TypeReference(use.get("type") or declared),
        requires=use.get("requires"),
        provides=use.get("provides"),
        external=bool(use.get("external")),
        override=use.get("override"),
        override_label=use.get("overrideLabel"),
        context_arguments=tuple(
            ContextArgument(entry["name"], entry["type"], entry["context"], entry["selection"])
            for entry in use.get("contextArguments") or ()
        ),
    )
