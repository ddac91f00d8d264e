"""One error for each field that the caller may not see, known before anything runs.

A denied field is null at every position; its error does not repeat for every item of a list: `path` ends at the first
list, `extensions.affectedPath` names the field as the operation does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from graphql import GraphQLOutputType, is_list_type, is_non_null_type

from gateway.execution.codes import ErrorCode
from gateway.planning.plan import Shape, ShapeField

MESSAGE: Final = "Unauthorized field or type: it takes an access token, or one with more scopes"


def denied_errors(shape: Shape) -> tuple[dict[str, Any], ...]:
    """The errors of every denied field in `shape`."""
    errors = dict(_denied([shape], (), (), False))
    return tuple(
        {
            "message": MESSAGE,
            "path": list(path),
            "extensions": {"code": ErrorCode.UNAUTHORIZED_FIELD_OR_TYPE.value, "affectedPath": ".".join(affected)},
        }
        for affected, path in errors.items()
    )


def _denied(
    shapes: Iterable[Shape], affected: tuple[str, ...], path: tuple[str, ...], listed: bool
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each denied field: its whole path of response keys, and the part of it that leads through no list.

    All shapes of one response path are looked at together: types share them, so that there are far more ways to one
    than there are shapes.
    """
    by_key: dict[str, list[ShapeField]] = {}
    for shape in shapes:
        for field in _fields(shape):
            by_key.setdefault(field.key, []).append(field)
    for key, fields in by_key.items():
        here = (*affected, key)
        known = path if listed else (*path, key)
        if any(field.denied for field in fields):
            yield here, known
        children = {id(field.child): field.child for field in fields if field.child is not None and not field.denied}
        if children:
            yield from _denied(children.values(), here, known, listed or _holds_list(fields[0].type))


def _fields(shape: Shape) -> Iterator[ShapeField]:
    if shape.uniform is not None:
        yield from shape.uniform
    for fields in shape.by_type.values():
        yield from fields


def _holds_list(type_: GraphQLOutputType) -> bool:
    return is_list_type(type_.of_type if is_non_null_type(type_) else type_)
