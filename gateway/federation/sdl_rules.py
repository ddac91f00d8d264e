"""Whether a document of definitions is valid SDL, by graphql-core's own rules, several times as fast as by its visitor.

graphql-core's visitor can edit, stop and skip, and asks every rule about every name.  Here each kind of node has the
list of those handlers that look at it.  A rule's wish to skip what is below is ignored: none looks there.  Only yes or
no is said; messages are `graphql.validation.validate.validate_sdl`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphql import ASTValidationRule, DocumentNode, GraphQLError, NamedTypeNode, Node
from graphql.language.ast import QUERY_DOCUMENT_KEYS
from graphql.validation import SDLValidationContext
from graphql.validation.specified_rules import specified_sdl_rules

Handler = Callable[..., Any]

_NAMES = ("name", "description")
"""Parts of nodes that no rule looks at by themselves."""


def is_valid_sdl(document: DocumentNode) -> bool:
    """Whether graphql-core's rules for SDL find nothing wrong (GraphQL specification, "Type System")."""
    return _Walk(document).finds_nothing()


class _Walk:
    def __init__(self, document: DocumentNode) -> None:
        self.document = document
        self.errors: list[GraphQLError] = []
        context = SDLValidationContext(document, None, self.errors.append)
        self.rules: list[ASTValidationRule] = [rule(context) for rule in specified_sdl_rules]
        self.kinds: dict[str, tuple[Sequence[Handler], Sequence[Handler], Sequence[str]]] = {}
        self.ancestors: list[Any] = [document]
        self.types: set[int] = set()

    def finds_nothing(self) -> bool:
        try:
            for node in self.document.definitions:
                self.visit(node, self.document.definitions)
                if self.errors:
                    return False
        except RecursionError:
            return False
        return True

    def visit(self, node: Node, parent: Any) -> None:
        if isinstance(node, NamedTypeNode):
            if id(node) in self.types:  # one node stands for all references to a type that a document makes
                return
            self.types.add(id(node))
        enters, leaves, keys = self.kinds.get(node.kind) or self.kind(node.kind)
        ancestors = self.ancestors
        for enter in enters:
            enter(node, None, parent, (), ancestors)
        if keys:
            ancestors += (parent, node)
            for key in keys:
                below = getattr(node, key)
                if not below:
                    continue
                if isinstance(below, tuple):
                    for each in below:
                        self.visit(each, below)
                else:
                    self.visit(below, node)
            del ancestors[-2:]
        for leave in leaves:
            leave(node, None, parent, (), ancestors)

    def kind(self, kind: str) -> tuple[Sequence[Handler], Sequence[Handler], Sequence[str]]:
        """Who is told of nodes of a kind, and which parts are walked."""
        parts = QUERY_DOCUMENT_KEYS.get(kind, ())
        enters, leaves = [], []
        for rule in self.rules:
            enter = getattr(rule, f"enter_{kind}", None)
            if enter is None and "directives" in parts:  # handlers of every node are about directives
                enter = getattr(rule, "enter", None)
            leave = getattr(rule, f"leave_{kind}", None)
            enters += [enter] if enter else []
            leaves += [leave] if leave else []
        found = self.kinds[kind] = enters, leaves, [each for each in parts if each not in _NAMES]
        return found
