"""From a position in an SDL document to the coordinate of what stands there.

For findings of tools that know nodes and no coordinates; the innermost named element counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graphql import DirectiveDefinitionNode, DocumentNode, SchemaDefinitionNode, SchemaExtensionNode


def coordinate_at(document: DocumentNode, position: int) -> str | None:
    """The schema coordinate at `position` (characters from 0), `schema` in a schema definition; None between them."""
    node = _around(document.definitions, position)
    if node is None:
        return None
    if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
        return "schema"
    name = getattr(node, "name", None)
    if name is None:
        return None
    directive = isinstance(node, DirectiveDefinitionNode)
    coordinate = f"@{name.value}" if directive else str(name.value)
    part = None if directive else _around([*_parts(node, "fields"), *_parts(node, "values")], position)
    if part is not None:
        coordinate, node = f"{coordinate}.{part.name.value}", part
    argument = _around(_parts(node, "arguments"), position)
    return coordinate if argument is None else f"{coordinate}({argument.name.value}:)"


def _parts(node: Any, key: str) -> Iterable[Any]:
    return getattr(node, key, None) or ()


def _around(nodes: Iterable[Any], position: int) -> Any:
    return next((each for each in nodes if each.loc is not None and each.loc.start <= position < each.loc.end), None)
