"""Reads executable documents, those that clients send, into graphql-core's nodes, four times as fast as its parser.

Only operations and fragments of the plain grammar are read.  Whatever is not plain (a definition of types, a
description, an error, deep nesting) raises `NotPlain`, for graphql-core's parser to have the last word: what is read
here is exactly what it would read without locations, and every message stays its own.

Fields that are nothing but a name are most of a document; those of one name are one node.
"""

from __future__ import annotations

from typing import cast

from graphql import (
    ConstValueNode,
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
)

from gateway.federation.syntax.cursor import Cursor, NotPlain
from gateway.federation.syntax.tokens import END, tokens

_OPERATIONS = {each.value: each for each in OperationType}
_MORE = frozenset("({:@")
"""What can follow the name of a field and belong to it."""


def read_executable(text: str, most: int) -> DocumentNode:
    """The document that graphql-core's parser makes of `text` with `no_location`.

    Args:
        text: a document.
        most: tokens, and comments, that it may have.

    Raises:
        NotPlain: `text` may be right or wrong, but is not read here.
    """
    texts = tokens(text)
    if len(texts) > most or text.count("#") > most:
        raise NotPlain("long")
    return _Reader([*texts, END], [], None).document()


class _Reader(Cursor):
    def __init__(self, texts: list[str], starts: list[int], locate: None) -> None:
        super().__init__(texts, starts, locate)
        self.leaves: dict[str, FieldNode] = {}
        self.constant = False

    def document(self) -> DocumentNode:
        found = [self.definition()]
        while self.texts[self.at] != END:
            found.append(self.definition())
        return DocumentNode(definitions=tuple(found))

    def definition(self) -> ExecutableDefinitionNode:
        word = self.texts[self.at]
        if word == "{":
            return OperationDefinitionNode(operation=OperationType.QUERY, selection_set=self.selection_set())
        self.at += 1
        if word == "fragment":
            return self.fragment_definition()
        operation = _OPERATIONS.get(word)
        if operation is None:
            raise NotPlain(word)
        return OperationDefinitionNode(
            operation=operation,
            name=None if self.texts[self.at] in _MORE else self.name(),
            variable_definitions=self.variable_definitions(),
            directives=self.directives(),
            selection_set=self.selection_set(),
        )

    def fragment_definition(self) -> FragmentDefinitionNode:
        if self.texts[self.at] == "on":
            raise NotPlain("on")
        name = self.name()
        self.expect("on")
        return FragmentDefinitionNode(
            name=name,
            variable_definitions=(),
            type_condition=self.named_type(),
            directives=self.directives(),
            selection_set=self.selection_set(),
        )

    def variable_definitions(self) -> tuple[VariableDefinitionNode, ...] | None:
        self.constant = True
        found = self.many("(", self.variable_definition, ")")
        self.constant = False
        return found

    def variable_definition(self) -> VariableDefinitionNode:
        variable = self.variable()
        self.expect(":")
        return VariableDefinitionNode(
            variable=variable,
            type=self.type_reference(),
            default_value=self.value() if self.skip("=") else None,
            directives=self.directives(),
        )

    def variable(self) -> VariableNode:
        self.expect("$")
        return VariableNode(name=self.name())

    def selection_set(self) -> SelectionSetNode:
        self.expect("{")
        self.deeper()
        texts, leaves = self.texts, self.leaves
        found: list[SelectionNode] = []
        while (text := texts[self.at]) != "}":
            if text == "...":
                found.append(self.fragment())
            elif texts[self.at + 1] in _MORE:
                found.append(self.field())
            else:
                leaf = leaves.get(text)
                if leaf is None:
                    leaf = leaves[text] = FieldNode(name=self.name())
                else:
                    self.at += 1
                found.append(leaf)
        self.at += 1
        self.depth -= 1
        return SelectionSetNode(selections=tuple(found))

    def field(self) -> FieldNode:
        alias, name = None, self.name()
        if self.skip(":"):
            alias, name = name, self.name()
        return FieldNode(
            alias=alias,
            name=name,
            arguments=self.many("(", self.argument, ")"),
            directives=self.directives(),
            selection_set=self.selection_set() if self.texts[self.at] == "{" else None,
        )

    def fragment(self) -> FragmentSpreadNode | InlineFragmentNode:
        self.at += 1
        conditional = self.skip("on")
        if not conditional and self.texts[self.at] not in _MORE:
            return FragmentSpreadNode(name=self.name(), directives=self.directives())
        return InlineFragmentNode(
            type_condition=self.named_type() if conditional else None,
            directives=self.directives(),
            selection_set=self.selection_set(),
        )

    def value(self) -> ConstValueNode:
        """A variable, too, where a value need not be constant."""
        if self.texts[self.at] != "$":
            return super().value()
        if self.constant:
            raise NotPlain("$")
        return cast("ConstValueNode", self.variable())
