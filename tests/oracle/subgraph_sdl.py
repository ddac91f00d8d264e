"""Any subgraph's SDL as `Subgraph` reads it: every type defined once, federation's directives by their own names.

Extensions are folded into their types, what only composition reads is left out, and renamed imports are undone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graphql import (
    REMOVE,
    ArgumentNode,
    DefinitionNode,
    DocumentNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    OperationType,
    OperationTypeDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from gateway.composition.reading.document import federation_names, root_types, strip_machinery
from gateway.federation.links import read_links

_PARTS = ("directives", "interfaces", "fields", "types", "values")


def plain_sdl(sdl: str) -> str:
    """The SDL, with `schema` spelled out."""
    document = parse(sdl, no_location=True)
    schema = [node for node in document.definitions if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)]
    links = read_links(directive for node in schema for directive in node.directives or ())
    roots = root_types(document)
    roots.setdefault("query", "Query")
    own = strip_machinery(document, links, roots)
    names = {local: str(directive) for local, directive in federation_names(links).items()}
    operations = tuple(
        OperationTypeDefinitionNode(operation=OperationType(kind), type=NamedTypeNode(name=NameNode(value=name)))
        for kind, name in roots.items()
    )
    schema_definition = SchemaDefinitionNode(operation_types=operations, directives=())
    definitions = (schema_definition, *_folded(own), *_missing(own, roots["query"]))
    return print_ast(visit(DocumentNode(definitions=definitions), _Renaming(names)))


def _missing(document: DocumentNode, query: str) -> tuple[DefinitionNode, ...]:
    """The query type of a subgraph that has no queries but `_entities`."""
    there = any(getattr(node, "name", None) and node.name.value == query for node in document.definitions)  # type: ignore[attr-defined]
    return () if there else parse(f"type {query} {{ _unused: Int }}", no_location=True).definitions


def _folded(document: DocumentNode) -> list[DefinitionNode]:
    found: dict[str, Any] = {}
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
            name = node.name.value
            found[name] = _joined(found[name], node) if name in found else _defining(node)
    return list(found.values())


def _defining(node: Any) -> Any:
    """A definition with what the node, maybe an extension, has."""
    class_ = type(parse(_EMPTY[node.kind.partition("_")[0]]).definitions[0])
    return class_(name=node.name, **{part: getattr(node, part, None) or () for part in _PARTS if part in class_.keys})


_EMPTY = {
    "scalar": "scalar A",
    "object": "type A",
    "interface": "interface A",
    "union": "union A",
    "enum": "enum A",
    "input": "input A",
}


def _joined(base: Any, more: Any) -> Any:
    parts = [part for part in _PARTS if part in base.keys]
    return replace(base, **{part: (*getattr(base, part), *(getattr(more, part, None) or ())) for part in parts})


def _as_text(argument: ArgumentNode) -> ArgumentNode:
    """Federation 1 took a list of field sets for one."""
    value = argument.value
    if argument.name.value != "fields" or not isinstance(value, ListValueNode):
        return argument
    return replace(argument, value=StringValueNode(value=" ".join(each.value for each in value.values)))  # type: ignore[union-attr]


class _Renaming(Visitor):
    """Directives by federation's names; others that a server knows stay, the rest goes."""

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self.names = {"deprecated": "deprecated", "oneOf": "oneOf", "specifiedBy": "specifiedBy", **names}

    def enter_directive(self, node: Any, *_: Any) -> Any:
        name = self.names.get(node.name.value)
        if name is None:
            return REMOVE
        return replace(node, name=NameNode(value=name), arguments=tuple(map(_as_text, node.arguments or ())))
