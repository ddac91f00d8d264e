"""From what lies in a file to the definitions of a supergraph, or one sentence on why there are none.

A supergraph is one schema definition (perhaps extended), type definitions and directive definitions; every name is
defined once.  Whatever else the file turns out to be, a page of HTML, an answer in JSON, an archive, somebody's
operations, is named, since "Syntax Error" alone sends nobody to the wrong file that was passed.
"""

from __future__ import annotations

import re

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    Node,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    parse,
)

from gateway.federation.facts import SupergraphError
from gateway.federation.syntax import NotPlain, read_definitions

MOST_CHARACTERS = 16 * 2**20
"""Of a supergraph that is read; this many take half a minute, and no known one has as many."""

_IGNORED = re.compile(r"\ufeff?(?:[\s,]+|#[^\n\r]*)*")


def text_of(content: bytes) -> str:
    """The text of a file.

    Raises:
        SupergraphError: it is too large, or not UTF-8.
    """
    if len(content) > MOST_CHARACTERS * 4:
        raise _too_large(f"{len(content):,} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = f"byte 0x{content[error.start]:02x} at position {error.start}"
        raise SupergraphError(f"The supergraph is not UTF-8 text: {place}.") from None


def parse_supergraph(sdl: str) -> DocumentNode:
    """The definitions, each name once.

    Raises:
        SupergraphError: it is not GraphQL, not type system definitions, or too large.
    """
    if len(sdl) > MOST_CHARACTERS:
        raise _too_large(f"{len(sdl):,} characters")
    try:
        document = _parsed(sdl)
    except GraphQLSyntaxError as error:
        raise SupergraphError(_syntax_error(sdl, error)) from None
    _check_definitions(document)
    return document


def _parsed(sdl: str) -> DocumentNode:
    try:
        return read_definitions(sdl)
    except NotPlain:
        return parse(sdl, no_location=True)


def _too_large(size: str) -> SupergraphError:
    return SupergraphError(f"The supergraph has {size}; at most {MOST_CHARACTERS:,} characters are read.")


def _syntax_error(sdl: str, error: GraphQLError) -> str:
    ignored = _IGNORED.match(sdl)
    start = sdl[ignored.end() if ignored else 0 :][:1]
    if not start:
        return "The supergraph is empty."
    place = f" (line {error.locations[0].line}, column {error.locations[0].column})" if error.locations else ""
    looks = {"<": ": it looks like HTML or XML", "{": ": it looks like JSON", "[": ": it looks like JSON"}.get(
        start, ""
    )
    return f"The supergraph is not valid GraphQL{looks}: {error.message}{place}"


def _check_definitions(document: DocumentNode) -> None:
    seen: set[str] = set()
    for node in document.definitions:
        name = _defined(node)
        if name in seen:
            raise SupergraphError(f"The supergraph defines {name} twice.")
        seen.add(name)


def _defined(node: Node) -> str:
    """What a definition defines, in words that no other definition may have."""
    if isinstance(node, SchemaExtensionNode):
        return f"schema extension {id(node)}"
    if isinstance(node, SchemaDefinitionNode):
        return "its schema"
    if isinstance(node, DirectiveDefinitionNode):
        return f"the directive @{node.name.value}"
    if isinstance(node, TypeDefinitionNode):
        return f"the type {node.name.value}"
    if isinstance(node, TypeExtensionNode):
        raise SupergraphError(
            f"The supergraph extends the type {node.name.value}: a supergraph has whole definitions only. "
            "Is this a subgraph? Compose it with `hansa compose`."
        )
    raise SupergraphError("The supergraph has an operation or a fragment: this is a document of a client.")
