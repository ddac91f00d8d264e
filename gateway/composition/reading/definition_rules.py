"""A subgraph may define what the specifications bring itself, but only as it is.

DIRECTIVE_DEFINITION_INVALID, TYPE_DEFINITION_INVALID.

Frameworks print these definitions into their SDL, with narrower locations and with strings for the specification's
scalars; that is harmless and allowed.  Unknown arguments, missing required ones, other types, locations that the
specification does not have, and `repeatable` where it is not, are errors.
"""

from __future__ import annotations

import re

from graphql import (
    DirectiveDefinitionNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
)

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.reading.document import type_names
from gateway.federation import type_ref
from gateway.federation.directives import FederationDirective, definition
from gateway.federation.links import Links
from gateway.federation.versions import FEDERATION_1


def check_definition(
    subgraph: str,
    node: DirectiveDefinitionNode,
    directive: FederationDirective,
    links: Links,
    diagnostics: Diagnostics,
) -> None:
    expected = definition(directive, links.federation_version)
    if expected is None:
        return
    place = Place(subgraph, f"@{node.name.value}", node)
    title = f'[{subgraph}] Invalid definition for directive "@{node.name.value}"'

    def report(problem: str) -> None:
        diagnostics.error("DIRECTIVE_DEFINITION_INVALID", f"{title}: {problem}", place)

    arguments = {argument.name.value: argument for argument in node.arguments or ()}
    known = dict(expected.arguments)
    for name in arguments.keys() - known.keys():
        report(f'unknown/unsupported argument "{name}"')
    for name, text in known.items():
        if name not in arguments:
            if text.endswith("!"):
                report(f'missing required argument "{name}"')
        elif str(type_ref.from_node(arguments[name].type)) not in _accepted(directive, text, links):
            found, right = type_ref.from_node(arguments[name].type), _named(text, links)
            report(f'argument "{name}" should have type "{right}" but found type "{found}"')
    if node.repeatable and not expected.repeatable:
        report("it should not be repeatable")
    wrong = [each.value for each in node.locations if each.value not in expected.locations]
    if wrong:
        report(f"it should have locations {', '.join(expected.locations)}, but found (non-subset) {', '.join(wrong)}")


def check_type_definition(
    subgraph: str, node: TypeDefinitionNode | TypeExtensionNode, element: str, diagnostics: Diagnostics
) -> None:
    """`element`: what the specification calls the type."""
    name = node.name.value
    title = f'[{subgraph}] Invalid definition for type "{name}"'
    place = Place(subgraph, name, node)
    if element != "Purpose":
        if not isinstance(node, ScalarTypeDefinitionNode | ScalarTypeExtensionNode):
            diagnostics.error("TYPE_DEFINITION_INVALID", f"{title}: it should be a scalar.", place)
    elif not isinstance(node, EnumTypeDefinitionNode | EnumTypeExtensionNode):
        diagnostics.error("TYPE_DEFINITION_INVALID", f"{title}: it should be an enum.", place)
    elif {value.name.value for value in node.values or ()} != {"SECURITY", "EXECUTION"}:
        message = f"{title}: its values should be SECURITY and EXECUTION."
        diagnostics.error("TYPE_DEFINITION_INVALID", message, place)


def _named(text: str, links: Links) -> str:
    """The type of an argument in this schema's names."""
    return text.split(" = ")[0].format(**type_names(links))


def _accepted(directive: FederationDirective, text: str, links: Links) -> set[str]:
    """The types that an argument may be declared with: the specification's scalars are strings to most frameworks."""
    right, plain = _named(text, links), text.split(" = ")[0]
    accepted = {right}
    if "{" in plain and "{Purpose}" not in plain:
        accepted.add(re.sub(r"\{\w+\}", "String", plain))
    if directive is FederationDirective.KEY and "{FieldSet}" in plain:
        accepted.add("[String!]!")
    if links.federation_version == FEDERATION_1 and "{FieldSet}" in plain:
        accepted |= {"_FieldSet!", "_FieldSet", "String"}
    if directive is FederationDirective.LINK:
        accepted.add(f"{right}!")
    return accepted
