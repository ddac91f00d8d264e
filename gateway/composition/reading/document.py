"""Makes a subgraph's SDL a complete GraphQL document, so that GraphQL's own validation can judge it.

Federation lets a subgraph leave out what the specifications define, extend types it does not define, and have
no query.  Here those definitions are added, lone extensions become definitions, and what the federation
machinery serves at run time (`_service`, `_entities`, `_Any`) is dropped.  Nodes keep their source positions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    OperationType,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
    introspection_types,
)

from gateway.federation.directives import (
    SPECIFICATION_TYPES,
    STANDALONE_SPECS,
    Definition,
    available,
    definition,
    standalone,
)
from gateway.federation.directives import FederationDirective as D
from gateway.federation.links import Links
from gateway.federation.model import Operation
from gateway.federation.syntax import read_definitions
from gateway.federation.versions import FEDERATION, FEDERATION_1, FEDERATION_VERSIONS, LINK

MACHINERY_TYPES = frozenset({"_Any", "_Entity", "_Service", "_FieldSet"})
"""Served at run time, or left over from Federation 1."""
MACHINERY_FIELDS = frozenset({"_service", "_entities"})

_DEFINITION_OF = {
    ScalarTypeExtensionNode: ScalarTypeDefinitionNode,
    ObjectTypeExtensionNode: ObjectTypeDefinitionNode,
    InterfaceTypeExtensionNode: InterfaceTypeDefinitionNode,
    UnionTypeExtensionNode: UnionTypeDefinitionNode,
    EnumTypeExtensionNode: EnumTypeDefinitionNode,
    InputObjectTypeExtensionNode: InputObjectTypeDefinitionNode,
}


def root_types(document: DocumentNode) -> dict[Operation, str]:
    """The root operation types the document declares, for the others, those of the default names that it has."""
    declared: dict[Operation, str] = {}
    for node in document.definitions:
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
            for each in node.operation_types or ():
                declared.setdefault(each.operation.value, each.type.name.value)
    objects = ObjectTypeDefinitionNode | ObjectTypeExtensionNode
    names = {node.name.value for node in document.definitions if isinstance(node, objects)}
    for operation in OperationType:
        if operation.value.capitalize() in names:
            declared.setdefault(operation.value, operation.value.capitalize())
    return declared


def strip_machinery(document: DocumentNode, links: Links, roots: Mapping[Operation, str]) -> DocumentNode:
    """Without `_service`, `_entities`, their types, and the definitions that linked specifications bring."""
    query = roots.get("query", "Query")
    kept: list[DefinitionNode] = []
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
            name = node.name.value
            if name in MACHINERY_TYPES or specification_type(node, links) is not None or name in introspection_types:
                continue
            if name == query and isinstance(node, ObjectTypeDefinitionNode | ObjectTypeExtensionNode):
                fields = tuple(f for f in node.fields or () if f.name.value not in MACHINERY_FIELDS)
                if node.fields and not fields and not node.directives and not node.interfaces:
                    continue
                node = replace(node, fields=fields)
        kept.append(node)
    return DocumentNode(definitions=tuple(kept), loc=document.loc)


def specification_type(node: TypeDefinitionNode | TypeExtensionNode, links: Links) -> str | None:
    """What the specifications call the type that `node` defines; None when it is the schema's own."""
    name = node.name.value
    federation_1 = name == "_FieldSet" or (name == "FieldSet" and isinstance(node, ScalarTypeDefinitionNode))
    if federation_1 and links.federation_version == FEDERATION_1:
        return "FieldSet"
    source = links.source_of(name)
    if source is None:
        return name.removeprefix("link__") if name in ("link__Import", "link__Purpose") else None
    identity, element = source
    known = identity in (FEDERATION, LINK, *STANDALONE_SPECS) and element in (*SPECIFICATION_TYPES, "Import", "Purpose")
    return element if known else None


def federation_names(links: Links) -> dict[str, D]:
    """What this schema calls each federation directive it may use: local name without `@` to directive."""
    version = links.federation_version
    names: dict[str, D] = {links.bootstrap: D.LINK}
    federation = links.find(FEDERATION)
    for directive in available(version):
        names[federation.local_name(f"@{directive}")[1:] if federation else directive.value] = directive
    for link in links.all:
        for directive in standalone(link.url.identity, link.url.version):
            names[link.local_name(f"@{directive}")[1:]] = directive
    return names


def complete(
    document: DocumentNode, links: Links, roots: dict[Operation, str], text: str | None = None
) -> DocumentNode:
    """The document with every missing definition added; what GraphQL validation is run on.

    Args:
        document: without what specifications bring.
        text: of it; then only those definitions of directives are added that its text has the names of.
    """
    names = federation_names(links)
    own = [
        node
        for node in document.definitions
        if not (isinstance(node, DirectiveDefinitionNode) and node.name.value in names)
    ]
    query = roots.get("query", "Query")
    definitions = [_with_field(node, query) for node in _bases_first(own)]
    wanted = names if text is None else {local: each for local, each in names.items() if f"@{local}" in text}
    added = "\n".join(_added(links, wanted, query, definitions))
    brought = read_definitions(added).definitions
    return DocumentNode(definitions=(*definitions, *brought), loc=document.loc)


def _bases_first(nodes: list[DefinitionNode]) -> Iterator[DefinitionNode]:
    """A type that is only extended is defined by its first extension."""
    defined = {node.name.value for node in nodes if isinstance(node, TypeDefinitionNode)}
    for node in nodes:
        if isinstance(node, TypeExtensionNode) and node.name.value not in defined:
            defined.add(node.name.value)
            yield _DEFINITION_OF[type(node)](**{key: getattr(node, key) for key in node.keys})
        else:
            yield node


def _with_field(node: DefinitionNode, query: str) -> DefinitionNode:
    """A query type may be empty: at run time it has `_service`."""
    if isinstance(node, ObjectTypeDefinitionNode) and node.name.value == query and not node.fields:
        service = read_definitions("type Q { _service: String }").definitions[0]
        assert isinstance(service, ObjectTypeDefinitionNode)
        return replace(node, fields=service.fields)
    return node


def _added(links: Links, names: dict[str, D], query: str, definitions: list[DefinitionNode]) -> Iterator[str]:
    version = links.federation_version
    kinds = {"Import": "scalar", "Purpose": "enum", **SPECIFICATION_TYPES}
    for name, local in type_names(links).items():
        yield f"{kinds[name]} {local}{' { SECURITY EXECUTION }' if name == 'Purpose' else ''}"
    for local, directive in names.items():
        found = definition(directive, version) or definition(directive, FEDERATION_VERSIONS[-1])
        assert found is not None
        yield _directive_text(local, found, links)
    if not any(isinstance(node, ObjectTypeDefinitionNode) and node.name.value == query for node in definitions):
        yield f"type {query} {{ _service: String }}"


def type_names(links: Links) -> dict[str, str]:
    """What a schema calls each type that the federation and link specifications bring."""
    federation, link = links.find(FEDERATION), links.find(LINK)
    names = {name: federation.local_name(name) if federation else f"federation__{name}" for name in SPECIFICATION_TYPES}
    return names | {name: link.local_name(name) if link else f"link__{name}" for name in ("Import", "Purpose")}


def _directive_text(local: str, found: Definition, links: Links) -> str:
    types = type_names(links)
    arguments = ", ".join(f"{name}: {text.format(**types)}" for name, text in found.arguments)
    repeatable = " repeatable" if found.repeatable else ""
    return f"directive @{local}{f'({arguments})' if arguments else ''}{repeatable} on {' | '.join(found.locations)}"
