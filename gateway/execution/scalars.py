"""Which JSON values are values of which leaf type.

Subgraphs have serialised their leaves already, so values of the right kind pass untouched.  The built-in scalars still
mean something to clients' generated code: a value of another kind is coerced where the GraphQL specification
("Scalars", result coercion) does so without loss, and refused otherwise, as is an `Int` that 32 bits do not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from graphql import GraphQLOutputType, GraphQLScalarType

MISFIT: Final = object()
"""The value cannot be one of this type."""

Coercion = Callable[[Any], Any]

NOTHING: Final[frozenset[type]] = frozenset()
"""No type; Python makes a new empty set, of 216 bytes, each time it is asked for one."""
_ANYTHING: Final[frozenset[type]] = frozenset({bool, int, float, str, list, dict})
LEAST: Final = -(2**31)
MOST: Final = 2**31 - 1
INT32: Final[frozenset[type]] = frozenset({type(MISFIT)})
"""Stands for integers whose size matters: no value of decoded JSON has this type."""
_PLAIN: Final[dict[str, frozenset[type]]] = {
    "Int": INT32,
    "Float": frozenset({float, int}),
    "String": frozenset({str}),
    "Boolean": frozenset({bool}),
    "ID": frozenset({str}),
}


def plain_kinds(type_: GraphQLOutputType) -> frozenset[type]:
    """Python types of decoded JSON that are values of this type as they are; none unless it is a scalar.

    For `Int` it is `INT32`: integers from `LEAST` to `MOST`.
    """
    if not isinstance(type_, GraphQLScalarType):
        return NOTHING
    return _PLAIN.get(type_.name, _ANYTHING)


def coercion_of(scalar: GraphQLScalarType) -> Coercion:
    """What to do with a value that is not plain: the value to use instead, or `MISFIT`."""
    return {"Int": _whole, "ID": _identifier}.get(scalar.name, _refuse)


def is_int32(value: Any) -> bool:
    """Whether a value is an integer of 32 bits (GraphQL specification, "Int")."""
    return type(value) is int and LEAST <= value <= MOST


def _whole(value: Any) -> Any:
    whole = int(value) if type(value) is float and value.is_integer() else value
    return whole if is_int32(whole) else MISFIT


def _identifier(value: Any) -> Any:
    return str(value) if type(value) is int else MISFIT


def _refuse(value: Any) -> Any:
    return MISFIT
