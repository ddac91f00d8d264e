"""References to types as values: `[User!]!` is `NonNull(List(NonNull(Named("User"))))`.

graphql-core's own nodes carry source positions in their equality, so two equal references written in two
subgraphs would differ; these do not.  `str()` gives the GraphQL text back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graphql import ListTypeNode, NamedTypeNode, NonNullTypeNode, TypeNode, parse_type


@dataclass(frozen=True, slots=True)
class Named:
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class List:
    of: TypeRef

    def __str__(self) -> str:
        return f"[{self.of}]"


@dataclass(frozen=True, slots=True)
class NonNull:
    of: Named | List

    def __str__(self) -> str:
        return f"{self.of}!"


TypeRef = Named | List | NonNull


def from_node(node: TypeNode) -> TypeRef:
    """The reference an AST node stands for."""
    if isinstance(node, NonNullTypeNode):
        inner = from_node(node.type)
        assert not isinstance(inner, NonNull)
        return NonNull(inner)
    if isinstance(node, ListTypeNode):
        return List(from_node(node.type))
    assert isinstance(node, NamedTypeNode)
    return Named(node.name.value)


def from_text(text: str) -> TypeRef:
    """The reference a GraphQL text stands for; raises GraphQLSyntaxError."""
    return from_node(parse_type(text, no_location=True))


def nullable(ref: TypeRef) -> Named | List:
    return ref.of if isinstance(ref, NonNull) else ref


def named(ref: TypeRef) -> str:
    """The name inside every wrapper."""
    while not isinstance(ref, Named):
        ref = ref.of
    return ref.name


def is_subtype(ref: TypeRef, of: TypeRef, is_named_subtype: Callable[[str, str], bool]) -> bool:
    """Whether a value of `ref` can stand where `of` is expected (GraphQL spec, "IsSubType"; covariant lists, non-null).

    `is_named_subtype(a, b)` answers it for two different named types: an implementation or a union member.
    """
    if isinstance(ref, NonNull):
        return is_subtype(ref.of, nullable(of), is_named_subtype)
    if isinstance(of, NonNull):
        return False
    if isinstance(ref, List) or isinstance(of, List):
        return isinstance(ref, List) and isinstance(of, List) and is_subtype(ref.of, of.of, is_named_subtype)
    return ref.name == of.name or is_named_subtype(ref.name, of.name)


def renamed(ref: TypeRef, name: Callable[[str], str]) -> TypeRef:
    """The same reference to the type that `name` gives for the old one."""
    if isinstance(ref, Named):
        return Named(name(ref.name))
    inner = renamed(ref.of, name)
    if isinstance(ref, List):
        return List(inner)
    assert not isinstance(inner, NonNull)
    return NonNull(inner)
