"""The API schema: what clients of a supergraph see.

The supergraph's document without linked specifications' definitions and uses, and without anything
`@inaccessible` (https://specs.apollo.dev/inaccessible/v0.2).  Built by graphql-core from the filtered document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
    validate_schema,
)
from graphql.language import DirectiveLocation

from gateway.federation.facts import SupergraphError
from gateway.federation.features import Features
from gateway.federation.sdl_rules import is_valid_sdl

KEPT_DIRECTIVES = frozenset(("deprecated", "specifiedBy", "oneOf"))

EXECUTABLE_LOCATIONS = frozenset(
    location.name
    for location in (
        DirectiveLocation.QUERY,
        DirectiveLocation.MUTATION,
        DirectiveLocation.SUBSCRIPTION,
        DirectiveLocation.FIELD,
        DirectiveLocation.FRAGMENT_DEFINITION,
        DirectiveLocation.FRAGMENT_SPREAD,
        DirectiveLocation.INLINE_FRAGMENT,
        DirectiveLocation.VARIABLE_DEFINITION,
    )
)


def api_document(document: DocumentNode) -> DocumentNode:
    """What clients see of a supergraph document, as a document; not checked."""
    return _Filter(document, Features.read(document)).document()


def build_api_schema(document: DocumentNode) -> GraphQLSchema:
    """Filter a supergraph document and build the schema that is left.

    Raises:
        SupergraphError: what is left is not a valid schema.
    """
    visible = api_document(document)
    try:
        schema = build_ast_schema(visible, assume_valid_sdl=is_valid_sdl(visible))
    except (GraphQLError, TypeError) as error:
        raise SupergraphError(f"The supergraph's API schema is not valid: {error}") from error
    if problems := validate_schema(schema):
        raise InvalidApiSchema([problem.message for problem in problems])
    forget_nodes(schema)
    return schema


def forget_nodes(schema: GraphQLSchema) -> None:
    """Let go of the document that a schema was built from, which takes as much memory again."""
    schema.ast_node, schema.extension_ast_nodes = None, ()
    for directive in schema.directives:
        _forget(directive, directive.args.values())
    for named in schema.type_map.values():
        named.extension_ast_nodes = ()
        fields = getattr(named, "fields", {}).values()
        _forget(named, fields, getattr(named, "values", {}).values())
        for field in fields:
            _forget(field, getattr(field, "args", {}).values())


def _forget(whole: Any, *parts: Iterable[Any]) -> None:
    for each in (whole, *chain.from_iterable(parts)):
        each.ast_node = None


class InvalidApiSchema(SupergraphError):
    """What clients would see is no valid schema (GraphQL spec, "Type Validation"); `problems` has one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(f"The supergraph's API schema is not valid: {' '.join(problems)}")
        self.problems = tuple(problems)


class _Filter:
    def __init__(self, source: DocumentNode, features: Features) -> None:
        self.source = source
        self.features = features
        self.inaccessible = features.directive("inaccessible")
        self.hidden = frozenset(
            node.name.value
            for node in source.definitions
            if isinstance(node, TypeDefinitionNode) and self.is_hidden(node)
        )

    def is_hidden(self, node: Any) -> bool:
        return any(directive.name.value == self.inaccessible for directive in node.directives or ())

    def document(self) -> DocumentNode:
        kept = [copy for node in self.source.definitions if (copy := self.definition(node)) is not None]
        return DocumentNode(definitions=tuple(kept))

    def definition(self, node: Any) -> Any:
        if isinstance(node, DirectiveDefinitionNode):
            executable = any(location.value in EXECUTABLE_LOCATIONS for location in node.locations)
            return self.visible(node) if executable and not self.features.own(node.name.value) else None
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
            return self.schema(node)
        if not isinstance(node, TypeDefinitionNode):
            return None
        if node.name.value in self.hidden or self.features.own(node.name.value):
            return None
        return self.visible(node)

    def schema(self, node: SchemaDefinitionNode | SchemaExtensionNode) -> Any:
        """The root types that clients may know, without directives."""
        visible = tuple(each for each in node.operation_types or () if each.type.name.value not in self.hidden)
        return changed(node, directives=(), operation_types=visible) if visible else None

    def visible(self, node: Any) -> Any:
        """The node without foreign directives and without hidden parts."""
        changes: dict[str, Any] = {
            "directives": tuple(d for d in node.directives or () if d.name.value in KEPT_DIRECTIVES)
        }
        for part in ("fields", "arguments", "values"):
            children = getattr(node, part, None)
            if children:
                changes[part] = tuple(self.visible(child) for child in children if not self.is_hidden(child))
        if getattr(node, "interfaces", None):
            changes["interfaces"] = tuple(i for i in node.interfaces if i.name.value not in self.hidden)
        if isinstance(node, UnionTypeDefinitionNode):
            changes["types"] = tuple(t for t in node.types or () if t.name.value not in self.hidden)
        return changed(node, **changes)


def changed(node: Node, **changes: Any) -> Node:
    """A copy of a node with some attributes replaced."""
    values = {key: getattr(node, key, None) for key in node.keys}
    return type(node)(**{**values, **changes})
