"""Reads type system definitions into graphql-core's nodes, several times as fast as its own parser.

Composing and loading large graphs is mostly reading, so the plain grammar of SDL is read here from a list of tokens.
Whatever is not plain (an operation, an error, deep nesting) raises `NotPlain`, for graphql-core's parser to have the
last word: what is read here is exactly what it would read, and every message stays its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    OperationType,
    OperationTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
)
from graphql.language import DirectiveLocation

from gateway.federation.syntax.cursor import Cursor, Locate, NotPlain
from gateway.federation.syntax.tokens import END, tokens, tokens_with_starts

_OPERATIONS = {each.value: each for each in OperationType}
_LOCATIONS = frozenset(each.name for each in DirectiveLocation)


def read_definitions(text: str, locate: Locate | None = None) -> DocumentNode:
    """The document that graphql-core's parser makes of `text`.

    Without `locate` as with `no_location`.  With it, definitions, fields, arguments, input fields, enum values and
    directives have their name's place (a schema definition its own); other nodes have none.

    Raises:
        NotPlain: `text` may be right or wrong, but is not read here.
    """
    reader = _Reader(*tokens_with_starts(text), locate) if locate else _Reader(tokens(text), [], None)
    return reader.document()


class _Reader(Cursor):
    def __init__(self, texts: list[str], starts: list[int], locate: Locate | None) -> None:
        super().__init__(texts, starts, locate)
        self.definitions: dict[str, Callable[[StringValueNode | None], DefinitionNode]] = {
            "directive": self.directive_definition,
            "scalar": self.scalar,
            "type": partial(self.fielded, ObjectTypeDefinitionNode),
            "interface": partial(self.fielded, InterfaceTypeDefinitionNode),
            "union": self.union,
            "enum": self.enum,
            "input": self.input,
        }
        self.extensions: dict[str, Callable[[], DefinitionNode | SchemaExtensionNode]] = {
            "schema": self.schema_extension,
            "scalar": lambda: self.extension(ScalarTypeExtensionNode),
            "type": lambda: self.extension(ObjectTypeExtensionNode, self.interfaces, fields=self.fields),
            "interface": lambda: self.extension(InterfaceTypeExtensionNode, self.interfaces, fields=self.fields),
            "union": lambda: self.extension(UnionTypeExtensionNode, types=self.members),
            "enum": lambda: self.extension(EnumTypeExtensionNode, values=self.values),
            "input": lambda: self.extension(InputObjectTypeExtensionNode, fields=self.input_fields),
        }

    def document(self) -> DocumentNode:
        found = [self.definition()]
        while self.texts[self.at] != END:
            found.append(self.definition())
        return DocumentNode(definitions=cast("tuple[DefinitionNode, ...]", tuple(found)))

    def definition(self) -> DefinitionNode | SchemaExtensionNode:
        began = self.at
        description = self.description()
        word = self.texts[self.at]
        if word == "extend" and description is None:
            read = self.extensions.get(self.texts[self.at + 1])
            self.at += 2
            if read is None:
                raise NotPlain(word)
            return read()
        self.at += 1
        if word == "schema":
            return self.schema(description, began)
        define = self.definitions.get(word)
        if define is None:
            raise NotPlain(word)
        return define(description)

    def schema(self, description: StringValueNode | None, began: int) -> SchemaDefinitionNode:
        directives = self.directives()
        operations = self.many("{", self.operation, "}")
        if operations is None:
            raise NotPlain("schema")
        return SchemaDefinitionNode(
            description=description, directives=directives, operation_types=operations, loc=self.place(began)
        )

    def schema_extension(self) -> SchemaExtensionNode:
        place = self.place(self.at - 2)
        directives = self.directives()
        operations = self.many("{", self.operation, "}")
        if not directives and not operations:
            raise NotPlain("extend schema")
        return SchemaExtensionNode(directives=directives, operation_types=operations, loc=place)

    def operation(self) -> OperationTypeDefinitionNode:
        place = self.place(self.at)
        operation = _OPERATIONS.get(self.texts[self.at])
        if operation is None:
            raise NotPlain("operation")
        self.at += 1
        self.expect(":")
        return OperationTypeDefinitionNode(operation=operation, type=self.named_type(), loc=place)

    def directive_definition(self, description: StringValueNode | None) -> DirectiveDefinitionNode:
        self.expect("@")
        place, name = self.place(self.at), self.name()
        arguments, directives = self.many("(", self.input_value, ")"), self.directives()
        repeatable = self.skip("repeatable")
        self.expect("on")
        self.skip("|")
        locations = [self.location()]
        while self.skip("|"):
            locations.append(self.location())
        return DirectiveDefinitionNode(
            description=description,
            name=name,
            arguments=arguments,
            directives=directives,
            repeatable=repeatable,
            locations=tuple(locations),
            loc=place,
        )

    def location(self) -> NameNode:
        if self.texts[self.at] not in _LOCATIONS:
            raise NotPlain("location")
        return self.name()

    def scalar(self, description: StringValueNode | None) -> ScalarTypeDefinitionNode:
        place, name = self.place(self.at), self.name()
        return ScalarTypeDefinitionNode(description=description, name=name, directives=self.directives(), loc=place)

    def fielded(self, node: type[Any], description: StringValueNode | None) -> DefinitionNode:
        """An object type or an interface, which are written alike."""
        place, name, interfaces, directives = self.place(self.at), self.name(), self.interfaces(), self.directives()
        definition: DefinitionNode = node(
            description=description,
            name=name,
            interfaces=interfaces,
            directives=directives,
            fields=self.fields(),
            loc=place,
        )
        return definition

    def union(self, description: StringValueNode | None) -> UnionTypeDefinitionNode:
        place, name, directives = self.place(self.at), self.name(), self.directives()
        return UnionTypeDefinitionNode(
            description=description, name=name, directives=directives, types=self.members(), loc=place
        )

    def enum(self, description: StringValueNode | None) -> EnumTypeDefinitionNode:
        place, name, directives = self.place(self.at), self.name(), self.directives()
        return EnumTypeDefinitionNode(
            description=description, name=name, directives=directives, values=self.values(), loc=place
        )

    def input(self, description: StringValueNode | None) -> InputObjectTypeDefinitionNode:
        place, name, directives = self.place(self.at), self.name(), self.directives()
        return InputObjectTypeDefinitionNode(
            description=description, name=name, directives=directives, fields=self.input_fields(), loc=place
        )

    def extension(
        self, node: type[Any], interfaces: Callable[[], Any] | None = None, **parts: Callable[[], Any]
    ) -> DefinitionNode:
        """An extension must say something."""
        place, name = self.place(self.at), self.name()
        said: dict[str, Any] = {"interfaces": interfaces()} if interfaces else {}
        said["directives"] = self.directives()
        said |= {part: read() for part, read in parts.items()}
        if not any(said.values()):
            raise NotPlain("extend")
        extension: DefinitionNode = node(name=name, loc=place, **said)
        return extension

    def interfaces(self) -> tuple[NamedTypeNode, ...] | None:
        return self.delimited("&") if self.skip("implements") else None

    def members(self) -> tuple[NamedTypeNode, ...] | None:
        return self.delimited("|") if self.skip("=") else None

    def delimited(self, delimiter: str) -> tuple[NamedTypeNode, ...]:
        self.skip(delimiter)
        found = [self.named_type()]
        while self.skip(delimiter):
            found.append(self.named_type())
        return tuple(found)

    def fields(self) -> tuple[FieldDefinitionNode, ...] | None:
        return self.many("{", self.field, "}")

    def field(self) -> FieldDefinitionNode:
        description = self.description()
        place, name = self.place(self.at), self.name()
        arguments = self.many("(", self.input_value, ")")
        self.expect(":")
        return FieldDefinitionNode(
            description=description,
            name=name,
            arguments=arguments,
            type=self.type_reference(),
            directives=self.directives(),
            loc=place,
        )

    def input_fields(self) -> tuple[InputValueDefinitionNode, ...] | None:
        return self.many("{", self.input_value, "}")

    def input_value(self) -> InputValueDefinitionNode:
        description = self.description()
        place, name = self.place(self.at), self.name()
        self.expect(":")
        return InputValueDefinitionNode(
            description=description,
            name=name,
            type=self.type_reference(),
            default_value=self.value() if self.skip("=") else None,
            directives=self.directives(),
            loc=place,
        )

    def values(self) -> tuple[EnumValueDefinitionNode, ...] | None:
        return self.many("{", self.enum_value, "}")

    def enum_value(self) -> EnumValueDefinitionNode:
        description = self.description()
        if self.texts[self.at] in ("true", "false", "null"):
            raise NotPlain("enum value")
        place, name = self.place(self.at), self.name()
        return EnumValueDefinitionNode(description=description, name=name, directives=self.directives(), loc=place)
