"""The text of the join v0.5 and link v1.0 specifications that every supergraph begins with.

Names and shapes are those of the specifications; whoever reads a supergraph (ours, Apollo's or The Guild's
gateway) finds the same definitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

LINK_URL = "https://specs.apollo.dev/link/v1.0"
JOIN_URL = "https://specs.apollo.dev/join/v0.5"

_NUMBERED = re.compile(r"_\d+$")

DIRECTIVE_DEFINITIONS: Mapping[str, str] = {
    "join__directive": (
        "directive @join__directive(graphs: [join__Graph!], name: String!, args: join__DirectiveArguments) "
        "repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION"
    ),
    "join__enumValue": "directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE",
    "join__field": (
        "directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, "
        "external: Boolean, override: String, usedOverridden: Boolean, overrideLabel: String, "
        "contextArguments: [join__ContextArgument!]) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION"
    ),
    "join__graph": "directive @join__graph(name: String!, url: String!) on ENUM_VALUE",
    "join__implements": (
        "directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE"
    ),
    "join__type": (
        "directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, "
        "resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) "
        "repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR"
    ),
    "join__unionMember": ("directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION"),
    "link": (
        "directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA"
    ),
}

TYPE_DEFINITIONS: Mapping[str, str] = {
    "join__ContextArgument": (
        "input join__ContextArgument {\n"
        "  name: String!\n  type: String!\n  context: String!\n  selection: join__FieldValue!\n}"
    ),
    "join__DirectiveArguments": "scalar join__DirectiveArguments",
    "join__FieldSet": "scalar join__FieldSet",
    "join__FieldValue": "scalar join__FieldValue",
    "link__Import": "scalar link__Import",
    "link__Purpose": (
        "enum link__Purpose {\n"
        '  """\n  `SECURITY` features provide metadata necessary to securely resolve fields.\n  """\n  SECURITY\n\n'
        '  """\n  `EXECUTION` features provide metadata necessary for operation execution.\n  """\n  EXECUTION\n}'
    ),
}


def graph_enum_names(subgraphs: Iterable[str]) -> dict[str, str]:
    """The `join__Graph` value of each subgraph, in order of name (join specification, "Graph").

    Letters are upper-cased, what a GraphQL name cannot hold becomes `_`, a leading digit gets one; equal
    results are told apart by `_1`, `_2`, ...
    """
    bases: dict[str, list[str]] = {}
    for name in sorted(subgraphs):
        bases.setdefault(_enum_name(name), []).append(name)
    result: dict[str, str] = {}
    for base, names in bases.items():
        if len(names) == 1:
            result[names[0]] = base
        else:
            result.update({name: f"{base}_{number}" for number, name in enumerate(names, start=1)})
    return dict(sorted(result.items()))


def _enum_name(name: str) -> str:
    text = "".join(character if character.isascii() and character.isalnum() else "_" for character in name).upper()
    text = f"_{text}" if text[:1].isdigit() else text
    return f"{text}_" if _NUMBERED.search(text) else text
