"""DIRECTIVE_DEFINITION_INVALID: a subgraph may define the federation directives itself, but only as they are.

Frameworks print these definitions into their SDL, with narrower locations and with differently named scalars for
field sets; that is harmless and allowed.  Unknown arguments, missing required ones, other types, locations that the
specification does not have, and `repeatable` where it is not, are errors.
"""

from __future__ import annotations

from graphql import DirectiveDefinitionNode

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation import type_ref
from gateway.federation.directives import FederationDirective, definition
from gateway.federation.links import Links


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
        elif not _same_shape(type_ref.from_node(arguments[name].type), text):
            found = type_ref.from_node(arguments[name].type)
            report(f'argument "{name}" should have type "{_plain(text)}" but found type "{found}"')
    if node.repeatable and not expected.repeatable:
        report("it should not be repeatable")
    wrong = [each.value for each in node.locations if each.value not in expected.locations]
    if wrong:
        report(f"it should have locations {', '.join(expected.locations)}, but found (non-subset) {', '.join(wrong)}")


def _plain(text: str) -> str:
    return text.split(" = ")[0].replace("{", "").replace("}", "")


def _same_shape(found: type_ref.TypeRef, expected: str) -> bool:
    """Names of the specification's own types are free, and a nullable `fields: String` is what Federation 1 had."""
    shape = type_ref.from_text(_plain(expected))
    if "{" in expected:
        anonymous = type_ref.renamed(found, lambda _: "_")
        wanted = type_ref.renamed(shape, lambda _: "_")
        return type_ref.nullable(anonymous) == type_ref.nullable(wanted)
    return found == shape
