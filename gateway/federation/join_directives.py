"""Which directives each version of the join specification has, where they stand, and what arguments they take.

The arguments of all versions from v0.2 on are taken together: composers write later ones under earlier versions.
Sources: https://specs.apollo.dev/join/v0.1 and v0.2 to v0.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from gateway.federation.versions import Version

Place = Literal["type", "field", "input field", "enum value", "schema", "argument"]

OWNED = Version(0, 1)
"""The version in which types have owners; every later one joins them to subgraphs as equals."""


class JoinDirective(NamedTuple):
    """Where it may stand, and its arguments."""

    places: frozenset[Place]
    arguments: frozenset[str]


def _directive(places: tuple[Place, ...], *arguments: str) -> JoinDirective:
    return JoinDirective(frozenset(places), frozenset(arguments))


_BY_OWNER: Mapping[str, JoinDirective] = {
    "field": _directive(("field",), "graph", "requires", "provides"),
    "graph": _directive(("enum value",), "name", "url"),
    "owner": _directive(("type",), "graph"),
    "type": _directive(("type",), "graph", "key"),
}

_AS_EQUALS: Mapping[str, JoinDirective] = {
    "directive": _directive(("schema", "type", "field", "argument", "input field", "enum value"),
                            "graphs", "name", "args"),
    "enumValue": _directive(("enum value",), "graph"),
    "field": _directive(
        ("field", "input field"), "graph", "requires", "provides", "type", "external", "override", "usedOverridden",
        "overrideLabel", "contextArguments",
    ),
    "graph": _directive(("enum value",), "name", "url"),
    "implements": _directive(("type",), "graph", "interface"),
    "type": _directive(("type",), "graph", "key", "extension", "resolvable", "isInterfaceObject"),
    "unionMember": _directive(("type",), "graph", "member"),
}  # fmt: skip


def join_directives(version: Version) -> Mapping[str, JoinDirective]:
    """By the specification's name, without prefix and `@`."""
    return _BY_OWNER if version == OWNED else _AS_EQUALS
