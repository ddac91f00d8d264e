"""Writes `@inaccessible` into the text of a supergraph, and leaves the rest of the text as it is.

So a contract's supergraph differs from its source in what the contract hides, and any composer's text will do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from operator import itemgetter
from typing import Any

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    Node,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
)

from gateway.federation.directives import FederationDirective, definition
from gateway.federation.facts import SupergraphError
from gateway.federation.features import Features
from gateway.federation.versions import APOLLO_SPECS, FEDERATION_VERSIONS

_LINK = f'@link(url: "{APOLLO_SPECS}/inaccessible/v0.2", for: SECURITY)'

Insertion = tuple[int, str]
"""Position in the text, and what to write there."""


def with_inaccessible(sdl: str, document: DocumentNode, coordinates: Collection[str]) -> str:
    """`sdl` with `@inaccessible` on the elements with these coordinates.

    Args:
        document: `sdl` parsed, with locations.

    Raises SupergraphError: there is no linked specification to put this one beside.
    """
    if not coordinates:
        return sdl
    features = Features.read(document)
    name = features.directive("inaccessible")
    insertions = [*_feature(document, features, name), *_applications(document, coordinates, name)]
    parts, last = [], 0
    for position, text in sorted(insertions, key=itemgetter(0)):
        parts += [sdl[last:position], text]
        last = position
    return "".join([*parts, sdl[last:]])


def _feature(document: DocumentNode, features: Features, name: str) -> Iterator[Insertion]:
    schemas = (node for node in document.definitions if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode))
    schema = next((node for node in schemas if node.directives), None)
    if schema is None:
        raise SupergraphError("The supergraph links no specifications.")
    if not features.links("inaccessible"):
        yield _after_head(schema, _LINK)
    if not any(isinstance(node, DirectiveDefinitionNode) and node.name.value == name for node in document.definitions):
        found = definition(FederationDirective.INACCESSIBLE, FEDERATION_VERSIONS[-1])
        assert found is not None
        yield _end(schema), f"\n\ndirective @{name} on {' | '.join(found.locations)}"


def _applications(document: DocumentNode, coordinates: Collection[str], name: str) -> Iterator[Insertion]:
    for node in document.definitions:
        type_name = getattr(getattr(node, "name", None), "value", None)
        if isinstance(node, TypeDefinitionNode) and type_name in coordinates:
            yield _after_head(node, f"@{name}")
        for coordinate, part in _parts(type_name, node):
            if coordinate in coordinates:
                yield _end(part), f" @{name}"


def _parts(type_name: str | None, node: Node) -> Iterator[tuple[str, Node]]:
    """Fields, arguments and values with their coordinates."""
    for child in (*(getattr(node, "fields", None) or ()), *(getattr(node, "values", None) or ())):
        coordinate = f"{type_name}.{child.name.value}"
        yield coordinate, child
        yield from ((f"{coordinate}({each.name.value}:)", each) for each in getattr(child, "arguments", None) or ())


def _after_head(node: Any, directive: str) -> Insertion:
    """After the name, interfaces and directives, on a line of its own where the directive before it has one."""
    if node.directives:
        last = node.directives[-1]
        body = last.loc.source.body
        indent = body[body.rfind("\n", 0, last.loc.start) + 1 : last.loc.start]
        return _end(last), f" {directive}" if indent.strip() else f"\n{indent}{directive}"
    return _end(node.interfaces[-1] if getattr(node, "interfaces", None) else node.name), f" {directive}"


def _end(node: Node) -> int:
    assert node.loc is not None
    return node.loc.end
