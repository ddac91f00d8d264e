"""Whether every join directive of a document is one that its version has, in a place and with arguments it may have.

A directive of another version, or a misspelt argument, would otherwise be passed over, and plans be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
)

from gateway.federation.applications import Application
from gateway.federation.features import Features
from gateway.federation.join_directives import JoinDirective, Place, join_directives


def check_join_syntax(document: DocumentNode, features: Features) -> None:
    """Raises SupergraphError: the first join directive that is not as its version has it."""
    check = _Check(features, join_directives(features.join))
    for node in document.definitions:
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
            check.element(node, "schema", "the schema")
        elif isinstance(node, TypeDefinitionNode):
            check.type(node)


class _Check:
    def __init__(self, features: Features, known: Mapping[str, JoinDirective]) -> None:
        self.features = features
        self.known = known
        self.names: dict[str, str | None] = {}

    def type(self, node: TypeDefinitionNode) -> None:
        name = node.name.value
        self.element(node, "type", name)
        if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            for field in node.fields or ():
                where = f"{name}.{field.name.value}"
                self.element(field, "field", where)
                for argument in field.arguments or ():
                    self.element(argument, "argument", f"{where}({argument.name.value}:)")
        elif isinstance(node, InputObjectTypeDefinitionNode):
            for item in node.fields or ():
                self.element(item, "input field", f"{name}.{item.name.value}")
        elif isinstance(node, EnumTypeDefinitionNode):
            for value in node.values or ():
                self.element(value, "enum value", f"{name}.{value.name.value}")

    def element(self, node: Any, place: Place, where: str) -> None:
        for directive in node.directives or ():
            name = self.own_name(directive.name.value)
            if name is None:
                continue
            application = Application(directive, where)
            definition = self.known.get(name)
            if definition is None:
                raise application.error(f"join {self.features.join} has no such directive")
            if place not in definition.places:
                raise application.error(f"it cannot stand on {_indefinite(place)}")
            application.only(definition.arguments)

    def own_name(self, directive: str) -> str | None:
        if directive not in self.names:
            self.names[directive] = self.features.element("join", directive)
        return self.names[directive]


def _indefinite(place: Place) -> str:
    return f"an {place}" if place[0] in "aei" else f"a {place}"
