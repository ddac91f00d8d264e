"""The named type inside of lists and non-nulls."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLNamedType, GraphQLOutputType, GraphQLWrappingType


def named_type(type_: GraphQLOutputType) -> GraphQLNamedType:
    """As graphql-core's `get_named_type`, which asks more questions, of a type that is there."""
    inner: Any = type_
    while isinstance(inner, GraphQLWrappingType):
        inner = inner.of_type
    named: GraphQLNamedType = inner
    return named
