"""The cases composed by both Hansa and Apollo: SDL files of our own, and what the oracle answered.

A case file holds several subgraphs, each after a line `#! name`.  A subgraph gets the usual `@link`, after its last
line; `#! name v2.14` links that version and imports all its directives, `#! name raw` brings its own links.
`outcomes/` is written by `oracle/refresh.py`.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveDefinitionNode,
    GraphQLError,
    Node,
    StringValueNode,
    TypeDefinitionNode,
    lexicographic_sort_schema,
    parse,
    print_ast,
    print_schema,
)

from gateway.composition import SubgraphSource
from gateway.federation.directives import available
from gateway.federation.facts import SupergraphError
from gateway.federation.field_set import parse_field_set, printed
from gateway.federation.supergraph import Supergraph
from gateway.federation.versions import Version

HERE = Path(__file__).parent / "oracle"
_JOIN_VERSION = re.compile(r"join/v0\.\d")
LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@requires", "@provides", '
    '"@external", "@extends", "@tag", "@shareable", "@override", "@inaccessible", "@interfaceObject", '
    '"@authenticated", "@requiresScopes", "@policy", "@context", "@fromContext", "@cost", "@listSize"]) '
)


def case_names() -> list[str]:
    return sorted(path.stem for path in (HERE / "cases").glob("*.graphql"))


def read_case(name: str) -> list[SubgraphSource]:
    text = (HERE / "cases" / f"{name}.graphql").read_text()
    sources = []
    for part in text.split("#! ")[1:]:
        head, _, sdl = part.partition("\n")
        subgraph, _, mode = head.strip().partition(" ")
        sources.append(SubgraphSource(subgraph, f"http://{subgraph}", sdl + linked(mode)))
    return sources


def linked(mode: str) -> str:
    """What is added to an SDL of this mode."""
    if mode == "raw":
        return ""
    if not mode:
        return LINK
    version = Version(*map(int, mode.removeprefix("v").split(".")))
    imports = ", ".join(f'"@{directive}"' for directive in available(version))
    return f'extend schema @link(url: "https://specs.apollo.dev/federation/{version}", import: [{imports}]) '


@cache
def outcomes() -> dict[str, Any]:
    """What was recorded of each case, by name: one file each, so that cases can be added side by side."""
    return {path.stem: json.loads(path.read_text()) for path in sorted((HERE / "outcomes").glob("*.json"))}


@cache
def generated(name: str = "generated") -> dict[str, Any]:
    """What was recorded of each seed of a generator; None where the oracle broke down."""
    result: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text())
    return result


def canonical(sdl: str) -> str:
    """The same text for SDLs that differ only in order, or in how field sets are written.

    Without the definitions of the join and link specifications, which are compared on their own.
    """
    document = parse(_JOIN_VERSION.sub("join/v0.5", sdl), no_location=True)
    own = (node for node in document.definitions if not _is_machinery(node))
    return "\n\n".join(sorted(print_ast(_sorted(node)) for node in own))


def fingerprint(sdl: str) -> str:
    """Equal for supergraphs of the same meaning."""
    return hashlib.sha256(canonical(sdl).encode()).hexdigest()[:16]


def api_fingerprint(sdl: str) -> str:
    """Equal for supergraphs that clients see as one; "unreadable" for what is none."""
    try:
        schema = Supergraph.from_sdl(sdl).api_schema
    except (SupergraphError, GraphQLError, TypeError):
        return "unreadable"
    return hashlib.sha256(print_schema(lexicographic_sort_schema(schema)).encode()).hexdigest()[:16]


def _is_machinery(node: Node) -> bool:
    """The definitions of the join and link specifications, whose version Apollo chooses by the subgraphs'."""
    name = node.name.value if isinstance(node, TypeDefinitionNode | DirectiveDefinitionNode) else ""
    return name != "join__Graph" and (name == "link" or name.startswith(("join__", "link__")))


def _sorted(node: Node) -> Node:
    changes: dict[str, Any] = {}
    for key in node.keys:
        value = getattr(node, key)
        if isinstance(value, StringValueNode):
            changes[key] = replace(value, block=False)
        elif isinstance(value, Node):
            changes[key] = _sorted(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changes[key] = tuple(sorted((_sorted(each) for each in value), key=print_ast))
    if isinstance(node, ArgumentNode) and node.name.value in ("key", "requires", "provides"):
        return replace(node, value=StringValueNode(value=printed(parse_field_set(node.value.value))))
    return replace(node, **changes)  # type: ignore[type-var]
