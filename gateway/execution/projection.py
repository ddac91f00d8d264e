"""From merged data to the client's `data`: names, order, types and nulls as the client's schema has them.

`Shape` is compiled to rows, one per field and runtime type.  Everything a client may not see, or that no subgraph
could give, becomes null here and nowhere else; a null where the schema has a non-null type takes its parent along.
There is one error per origin: a null that a recorded error explains (its path leads to the null, or through it)
gets none of its own.

GraphQL specification: "Handling Execution Errors", "Value Completion".  Hidden enum values and unknown runtime types
become null without an error of their own (Federation, "@inaccessible").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLOutputType,
    GraphQLScalarType,
    is_list_type,
    is_non_null_type,
)

from gateway.execution.collect import Object
from gateway.execution.nulls import Nulls, PathLink
from gateway.execution.scalars import INT32, LEAST, MISFIT, MOST, NOTHING, coercion_of, plain_kinds
from gateway.planning.plan import TYPENAME, Shape, ShapeField

Complete = Callable[[Any, PathLink, Nulls], Any]
"""Completes a value that is not null; None is a null whose reason, if it has one, is recorded."""


class Row(NamedTuple):
    """One field at one runtime type.

    Args:
        key: response key.
        source: key in the merged data.
        required: its type is non-null.
        plain: Python types of values that pass as they are, or `INT32`; empty unless the field is a leaf.
        complete: for all other values; None for a field whose null has its reason elsewhere (denied, introspection).
        label: `Type.field`, for messages.
    """

    key: str
    source: str
    required: bool
    plain: frozenset[type]
    complete: Complete | None
    label: str


Rows = tuple[Row, ...]


def compile_projection(
    shape: Shape, shared: SharedRows | None = None
) -> Callable[[Object, Mapping[str, Any], Nulls], Object | None]:
    """Compile the shape of an operation's root.

    Args:
        shared: what it may have in common with other operations over the same schema.

    Returns:
        A function of the merged data, the values of introspection fields by response key, and the `Nulls` to
        record errors in; it gives the client's `data`.
    """
    return _objects(shape, Known(shared or SharedRows())).root


class _Objects:
    """Completes objects at one position."""

    __slots__ = ("_by_type", "_static", "_type_name", "_uniform")

    def __init__(self, shape: Shape, known: Known) -> None:
        self._type_name = shape.type_name
        rows = {name: _rows(name, fields, known) for name, fields in shape.by_type.items()}
        self._static = rows.get(shape.type_name)
        self._by_type = rows if self._static is None else _NO_ROWS
        self._uniform = None if shape.uniform is None else _rows(shape.type_name, shape.uniform, known)

    def root(self, value: Object, introspected: Mapping[str, Any], nulls: Nulls) -> Object | None:
        return _fields(self._static or (), self._type_name, {**value, **introspected}, None, nulls)

    def __call__(self, value: Any, path: PathLink, nulls: Nulls) -> Object | None:
        if type(value) is not dict:
            nulls.invalid(path, f"an object of type {self._type_name}", value)
            return None
        if self._static is not None:
            return _fields(self._static, self._type_name, value, path, nulls)
        name = value.get(TYPENAME)
        if name is None:
            if self._uniform is not None:
                return _fields(self._uniform, self._type_name, value, path, nulls)
            nulls.absent(path, value, TYPENAME)
            return None
        if type(name) is not str:
            nulls.invalid(path, "the name of a type", name)
            return None
        rows = self._by_type.get(name)
        return None if rows is None else _fields(rows, name, value, path, nulls)


def _fields(rows: Rows, type_name: str, value: Object, path: PathLink, nulls: Nulls) -> Object | None:
    out: Object = {}
    get = value.get
    for key, source, required, plain, complete, label in rows:
        item = get(source)
        if type(item) in plain or (plain is INT32 and type(item) is int and LEAST <= item <= MOST):
            out[key] = item
            continue
        if source == TYPENAME:
            out[key] = type_name
            continue
        if item is not None and complete is not None:
            item = complete(item, (path, key), nulls)
        if item is None:
            if complete is not None and source not in value:
                nulls.absent((path, key), value, source)
            if required:
                if complete is None:
                    nulls.excused((path, key))
                else:
                    nulls.forbidden((path, key), label)
                return None
        out[key] = item
    return out


class SharedRows:
    """What operations over one schema have in common: rows of leaves under their own names, and completers of leaves.

    There are no more of them than the schema has fields and types, however many operations are kept.
    """

    __slots__ = ("completers", "rows")

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.completers: dict[str, Complete] = {}


class Known:
    """What has been compiled of one operation, and of others.

    Shapes are shared by the types at a position: compiled once each, by identity, or their number would explode.
    """

    __slots__ = ("objects", "shared")

    def __init__(self, shared: SharedRows) -> None:
        self.shared = shared
        self.objects: dict[int, _Objects] = {}


def _objects(shape: Shape, known: Known) -> _Objects:
    found = known.objects.get(id(shape))
    if found is None:
        found = known.objects[id(shape)] = _Objects(shape, known)
    return found


def _rows(type_name: str, fields: tuple[ShapeField, ...], known: Known) -> Rows:
    return tuple(_row(type_name, field, known) for field in fields)


def _row(type_name: str, field: ShapeField, known: Known) -> Row:
    if field.child is not None or field.denied or not field.key == field.source == field.name:
        return _new_row(type_name, field, known)
    row = known.shared.rows.get((type_name, field.name))
    if row is None:
        row = known.shared.rows[type_name, field.name] = _new_row(type_name, field, known)
    return row


def _new_row(type_name: str, field: ShapeField, known: Known) -> Row:
    required = is_non_null_type(field.type)
    label = f"{type_name}.{field.name}"
    if field.introspection:
        return Row(field.key, field.key, required, _EVERYTHING, None, label)
    if field.denied:
        return Row(field.key, _NOWHERE, required, NOTHING, None, label)
    if field.source == TYPENAME:
        return Row(field.key, TYPENAME, required, NOTHING, None, label)
    nullable: GraphQLOutputType = field.type.of_type if is_non_null_type(field.type) else field.type
    plain = NOTHING if is_list_type(nullable) else plain_kinds(nullable)
    return Row(field.key, field.source, required, plain, _completer(nullable, field.child, label, known), label)


_EVERYTHING: Final[frozenset[type]] = frozenset({dict, list, str, int, float, bool})
_NOWHERE: Final = ""
"""No source key is empty, so nothing is found there."""
_NO_ROWS: Final[Mapping[str, Rows]] = {}


def _completer(nullable: GraphQLOutputType, child: Shape | None, label: str, known: Known) -> Complete:
    if is_list_type(nullable):
        return _list_completer(nullable.of_type, child, label, known)
    if child is not None:
        return _objects(child, known)
    assert isinstance(nullable, GraphQLEnumType | GraphQLScalarType)
    complete = known.shared.completers.get(nullable.name)
    if complete is None:
        complete = known.shared.completers[nullable.name] = _leaf_completer(nullable)
    return complete


def _leaf_completer(nullable: GraphQLEnumType | GraphQLScalarType) -> Complete:
    return _enum_completer(nullable) if isinstance(nullable, GraphQLEnumType) else _scalar_completer(nullable)


def _list_completer(item_type: GraphQLOutputType, child: Shape | None, label: str, known: Known) -> Complete:
    required = is_non_null_type(item_type)
    nullable: GraphQLOutputType = item_type.of_type if is_non_null_type(item_type) else item_type
    plain = NOTHING if is_list_type(nullable) else plain_kinds(nullable)
    complete_item = _completer(nullable, child, label, known)

    def complete(value: Any, path: PathLink, nulls: Nulls) -> list[Any] | None:
        if type(value) is not list:
            nulls.invalid(path, "a list", value)
            return None
        out: list[Any] = []
        for index, item in enumerate(value):
            if type(item) in plain or (plain is INT32 and type(item) is int and LEAST <= item <= MOST):
                out.append(item)
                continue
            completed = None if item is None else complete_item(item, (path, index), nulls)
            if completed is None and required:
                nulls.forbidden((path, index), label)
                return None
            out.append(completed)
        return out

    return complete


def _enum_completer(enum: GraphQLEnumType) -> Complete:
    names = frozenset(enum.values)

    def complete(value: Any, path: PathLink, nulls: Nulls) -> str | None:
        if type(value) is not str:
            nulls.invalid(path, f"a value of enum {enum.name}", value)
            return None
        return value if value in names else None

    return complete


def _scalar_completer(scalar: GraphQLScalarType) -> Complete:
    coerce = coercion_of(scalar)

    def complete(value: Any, path: PathLink, nulls: Nulls) -> Any:
        coerced = coerce(value)
        if coerced is MISFIT:
            nulls.invalid(path, f"{scalar.name}", value)
            return None
        return coerced

    return complete


def completer(nullable: GraphQLOutputType, child: Shape | None, label: str) -> Complete:
    """Completes values of a type whose non-null is taken off; `child` is the shape of objects, `label` for messages."""
    return _completer(nullable, child, label, Known(SharedRows()))
