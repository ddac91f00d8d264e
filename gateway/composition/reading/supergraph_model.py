"""A composed document as the model of a schema: a supergraph without its machinery, or a plain schema.

What linked specifications define is left out; their directives are known by what they are, whatever the document calls
them.  Root types keep their names.
"""

from __future__ import annotations

from dataclasses import replace

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
)

from gateway.composition.reading.build_model import ModelBuilder
from gateway.composition.reading.document import root_types
from gateway.federation.directives import STANDALONE_SPECS, FederationDirective
from gateway.federation.features import Features
from gateway.federation.model import ROOT_NAMES, Operation, Schema


def read_supergraph_model(document: DocumentNode) -> Schema:
    """The model of `document`.  Raises SupergraphError for a `@link` that means nothing."""
    features = Features.read(document)
    own = tuple(node for node in document.definitions if not _is_machinery(node, features))
    schema = ModelBuilder(directive_names(features), {}).build(DocumentNode(definitions=own))
    return replace(schema, roots={kind: name for kind, name in _roots(document).items() if name in schema.types})


def _roots(document: DocumentNode) -> dict[Operation, str]:
    """A schema definition names all of them; without one they have the usual names (GraphQL spec, "Root Types")."""
    if not any(isinstance(node, SchemaDefinitionNode) for node in document.definitions):
        return root_types(document)
    nodes = (node for node in document.definitions if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode))
    declared = {each.operation.value: each.type.name.value for node in nodes for each in node.operation_types or ()}
    return {kind: declared[kind] for kind in ROOT_NAMES if kind in declared}


def directive_names(features: Features) -> dict[str, FederationDirective]:
    """What a document calls the directives that composition passes on."""
    return {
        features.directive(identity.rpartition("/")[2], directive.value): directive
        for identity, directives in STANDALONE_SPECS.items()
        for directive in directives
    }


def _is_machinery(node: DefinitionNode, features: Features) -> bool:
    return isinstance(node, TypeDefinitionNode | TypeExtensionNode | DirectiveDefinitionNode) and features.own(
        node.name.value
    )
