"""A place in the tokens of a text, and what all definitions are made of: names, types, directives and values.

Nodes that are alike and have no place of their own, as names and references to types, are one object.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar, cast

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    ConstDirectiveNode,
    ConstValueNode,
    DirectiveNode,
    EnumValueNode,
    FloatValueNode,
    GraphQLSyntaxError,
    IntValueNode,
    Lexer,
    ListTypeNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    Source,
    StringValueNode,
    TypeNode,
)
from graphql.language import Location

T = TypeVar("T")
Locate = Callable[[int], Location]
"""The place of a node whose name begins there (characters from 0)."""

_FIRST_OF_NAMES = frozenset("_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_WORDS = ("true", "false", "null")
_MOST_NESTED = 50
"""Lists and objects within each other that are read here."""


class NotPlain(ValueError):
    """The text has something in it that is not read here."""


class Cursor:
    """Methods read what their name says, from the token at `at` on, and leave `at` behind it; they raise NotPlain.

    Args:
        texts: the tokens.
        starts: where each begins; unused without `locate`.
        locate: the places of nodes.
    """

    def __init__(self, texts: list[str], starts: list[int], locate: Locate | None) -> None:
        self.texts = texts
        self.starts = starts
        self.locate = locate
        self.at = 0
        self.depth = 0
        self.names: dict[str, NameNode] = {}
        self.named: dict[str, NamedTypeNode] = {}
        self.required: dict[str, NonNullTypeNode] = {}

    def place(self, at: int) -> Location | None:
        return self.locate(self.starts[at]) if self.locate else None

    def expect(self, text: str) -> None:
        if self.texts[self.at] != text:
            raise NotPlain(text)
        self.at += 1

    def skip(self, text: str) -> bool:
        if self.texts[self.at] != text:
            return False
        self.at += 1
        return True

    def many(self, opening: str, item: Callable[[], T], closing: str) -> tuple[T, ...] | None:
        """One or more between brackets; None without the brackets."""
        if self.texts[self.at] != opening:
            return None
        self.at += 1
        found = [item()]
        while self.texts[self.at] != closing:
            found.append(item())
        self.at += 1
        return tuple(found)

    def name(self) -> NameNode:
        text = self.texts[self.at]
        found = self.names.get(text)
        if found is None:
            if text[:1] not in _FIRST_OF_NAMES:
                raise NotPlain(text)
            found = self.names[text] = NameNode(value=text)
        self.at += 1
        return found

    def description(self) -> StringValueNode | None:
        return self.string() if self.texts[self.at].startswith('"') else None

    def type_reference(self) -> TypeNode:
        if self.texts[self.at] != "[":
            named = self.named_type()
            if not self.skip("!"):
                return named
            name = named.name.value
            found = self.required.get(name)
            if found is None:
                found = self.required[name] = NonNullTypeNode(type=named)
            return found
        self.deeper()
        self.at += 1
        inner = self.type_reference()
        self.depth -= 1
        self.expect("]")
        node = ListTypeNode(type=inner)
        return NonNullTypeNode(type=node) if self.skip("!") else node

    def named_type(self) -> NamedTypeNode:
        text = self.texts[self.at]
        found = self.named.get(text)
        if found is None:
            found = self.named[text] = NamedTypeNode(name=self.name())
        else:
            self.at += 1
        return found

    def directives(self) -> tuple[ConstDirectiveNode, ...] | None:
        if self.texts[self.at] != "@":
            return None
        found = []
        while self.skip("@"):
            place, name = self.place(self.at), self.name()
            found.append(DirectiveNode(name=name, arguments=self.many("(", self.argument, ")"), loc=place))
        return cast("tuple[ConstDirectiveNode, ...]", tuple(found))

    def argument(self) -> ArgumentNode:
        name = self.name()
        self.expect(":")
        return ArgumentNode(name=name, value=self.value())

    def value(self) -> ConstValueNode:
        text = self.texts[self.at]
        first = text[:1]
        if first == '"':
            return self.string()
        if first == "[":
            return cast("ConstValueNode", ListValueNode(values=self.nested(self.value, "]")))
        if first == "{":
            return cast("ConstValueNode", ObjectValueNode(fields=self.nested(self.object_field, "}")))
        self.at += 1
        if first in _FIRST_OF_NAMES:
            return _word(text)
        if _NUMBER.fullmatch(text):
            return FloatValueNode(value=text) if any(each in text for each in ".eE") else IntValueNode(value=text)
        raise NotPlain(text)

    def nested(self, item: Callable[[], T], closing: str) -> tuple[T, ...]:
        self.deeper()
        self.at += 1
        found: list[T] = []
        while self.texts[self.at] != closing:
            found.append(item())
        self.at += 1
        self.depth -= 1
        return tuple(found)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _MOST_NESTED:
            raise NotPlain("nested")

    def object_field(self) -> ObjectFieldNode:
        name = self.name()
        self.expect(":")
        return ObjectFieldNode(name=name, value=self.value())

    def string(self) -> StringValueNode:
        text = self.texts[self.at]
        self.at += 1
        block = text.startswith('"""')
        if block or "\\" in text:
            return StringValueNode(value=_unescaped(text), block=block)
        if len(text) < 2 or text[-1] != '"':
            raise NotPlain(text)
        return StringValueNode(value=text[1:-1], block=False)


def _word(text: str) -> ConstValueNode:
    if text == "null":
        return NullValueNode()
    return BooleanValueNode(value=text == "true") if text in _WORDS else EnumValueNode(value=text)


def _unescaped(text: str) -> str:
    """The value of a string that is a block or has escapes, and whether it has an end: graphql-core knows these."""
    try:
        return Lexer(Source(text)).advance().value or ""
    except GraphQLSyntaxError:
        raise NotPlain(text) from None
