"""What a document is (a supergraph, a subgraph, a plain schema), and the comparison that fits two of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    Visitor,
    build_ast_schema,
    parse,
    validate_schema,
    visit,
)

from gateway.composition.diagnostics import Diagnostics
from gateway.composition.diff.change import Change
from gateway.composition.diff.schemas import diff_schemas
from gateway.composition.diff.subgraphs import diff_subgraphs
from gateway.composition.diff.supergraphs import diff_supergraphs
from gateway.composition.reading.read import read_subgraph
from gateway.composition.reading.supergraph_model import read_supergraph_model
from gateway.federation.api_schema import api_document
from gateway.federation.directives import FederationDirective
from gateway.federation.links import LinkError, read_links
from gateway.federation.model import Schema
from gateway.federation.subgraph import Subgraph, SubgraphSource
from gateway.federation.supergraph import Supergraph, SupergraphError
from gateway.federation.versions import FEDERATION, JOIN


class Kind(StrEnum):
    """Values are the words of the command line."""

    API = "api"
    SUBGRAPH = "subgraph"
    SUPERGRAPH = "supergraph"


class DiffError(ValueError):
    """A document that cannot be compared; `problems` has one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Document:
    """One side of a comparison; `name` is for messages."""

    name: str
    sdl: str


def diff_documents(old: Document, new: Document, kind: Kind | None = None) -> list[Change]:
    """The differences of two SDL documents, worst first, else in the order of the documents.

    Args:
        kind: what both are; None to see for oneself.  Two of different kinds are compared as their clients see them.

    Raises DiffError: one of them cannot be read as what it is.
    """
    kinds = [kind or kind_of(each) for each in (old, new)]
    changes = _diff(old, new, *kinds)
    return sorted(changes, key=lambda change: -change.level.severity)


def _diff(old: Document, new: Document, before: Kind, after: Kind) -> list[Change]:
    if before is after is Kind.SUPERGRAPH:
        return diff_supergraphs(_supergraph(old), _supergraph(new))
    if Kind.SUBGRAPH in (before, after) and Kind.SUPERGRAPH not in (before, after):
        return diff_subgraphs(_subgraph(old), _subgraph(new))
    if Kind.SUBGRAPH in (before, after):
        raise DiffError([f"{old.name} is a {before} and {new.name} is a {after}: compare two of a kind"])
    return diff_schemas(_api(old, before), _api(new, after))


def kind_of(document: Document) -> Kind:
    """By the specifications that it links, or the federation directives that it uses.  Raises DiffError."""
    parsed = _parse(document)
    found = {directive.name.value for directive in _applied(parsed)}
    urls = _linked(document, parsed)
    if JOIN in urls or "join__type" in found or "join__graph" in found:
        return Kind.SUPERGRAPH
    defined = {getattr(getattr(node, "name", None), "value", None) for node in parsed.definitions}
    federation = {each.value for each in FederationDirective} - defined
    if FEDERATION in urls or found & federation or "_Service" in defined:
        return Kind.SUBGRAPH
    return Kind.API


def _linked(document: Document, parsed: DocumentNode) -> set[str]:
    schemas = (node for node in parsed.definitions if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode))
    directives = (each for node in schemas for each in node.directives or ())
    try:
        return {link.url.identity for link in read_links(directives).all}
    except LinkError as error:
        raise DiffError([f"{document.name}: {error}"]) from None


def _applied(parsed: DocumentNode) -> list[DirectiveNode]:
    class Collector(Visitor):
        found: list[DirectiveNode]

        def enter_directive(self, node: DirectiveNode, *_: object) -> None:
            self.found.append(node)

    collector = Collector()
    collector.found = []
    visit(parsed, collector)
    return collector.found


def _parse(document: Document) -> DocumentNode:
    try:
        return parse(document.sdl)
    except GraphQLError as error:
        place = f":{error.locations[0].line}:{error.locations[0].column}" if error.locations else ""
        raise DiffError([f"{document.name}{place}: {error.message}"]) from None


def _supergraph(document: Document) -> Supergraph:
    try:
        return Supergraph.from_sdl(document.sdl)
    except SupergraphError as error:
        raise DiffError([f"{document.name} is no supergraph: {error}"]) from None


def _subgraph(document: Document) -> Subgraph:
    diagnostics = Diagnostics()
    subgraph = read_subgraph(SubgraphSource(document.name, "", document.sdl), diagnostics)
    if subgraph is None or diagnostics.errors:
        raise DiffError([line for error in diagnostics.errors for line in str(error).split("\n")])
    return subgraph


def _api(document: Document, kind: Kind) -> Schema:
    if kind is Kind.SUPERGRAPH:
        return read_supergraph_model(api_document(_supergraph(document).document))
    parsed = _parse(document)
    if not any(isinstance(node, TypeDefinitionNode) for node in parsed.definitions):
        raise DiffError([f"{document.name} defines no types"])
    try:
        problems = validate_schema(build_ast_schema(parsed))
    except (GraphQLError, TypeError) as error:
        raise DiffError([f"{document.name}: {line}" for line in str(error).split("\n\n")]) from None
    if problems:
        raise DiffError([f"{document.name}: {problem.message}" for problem in problems])
    return read_supergraph_model(parsed)
