"""The errors of one projection, and which nulls they explain.

A path is built as links while objects are completed, which costs one tuple a level, and unrolled only for an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gateway.execution.codes import ErrorCode
from gateway.execution.collect import Object
from gateway.execution.explained import Explained
from gateway.execution.failures import ClientPath
from gateway.execution.response_errors import ResponseErrors
from gateway.execution.scalars import is_int32
from gateway.execution.silence import Silent

PathLink = tuple["PathLink", str | int] | None
"""The path of a value: its parent's, and its own key or index; None is the root's."""


class Nulls:
    """Records what the projection finds wrong.

    Args:
        errors: to add to.
        known: the paths that other errors explain.
        silent: the absent fields that need no error.
    """

    def __init__(self, errors: ResponseErrors, known: Iterable[ClientPath], silent: Silent) -> None:
        self._errors = errors
        self._explained = Explained(known)
        self._silent = silent
        self.gap = False
        """Whether a field is absent without a reason: nobody answered it, not even null."""

    def invalid(self, link: PathLink, expected: str, value: Any) -> None:
        """A value that cannot be of its field's type."""
        path = unrolled(link)
        self._add(path, ErrorCode.INVALID_VALUE, f"Expected {expected}, but a subgraph answered {kind_of(value)}.")

    def absent(self, link: PathLink, value: Object, source: str) -> None:
        """A field that is not even null in the object that should have it."""
        if not (self.gap or self._silent.covers(value, source) or self._explained.reaches(unrolled(link))):
            self.gap = True

    def forbidden(self, link: PathLink, label: str) -> None:
        """A null where the schema has a non-null type: an error unless another one explains it."""
        path = unrolled(link)
        if not self._explained.covers(path):
            self._add(path, ErrorCode.NULL_VALUE, f"Cannot return null for non-nullable field {label}.")

    def excused(self, link: PathLink) -> None:
        """A null whose error is reported elsewhere, without this path: what it makes null needs no other."""
        self._explained.add_through(unrolled(link))

    def _add(self, path: ClientPath, code: ErrorCode, message: str) -> None:
        self._errors.add({"message": message, "path": list(path), "extensions": {"code": code.value}})
        self._explained.add(path)


def unrolled(link: PathLink) -> ClientPath:
    """The path that ends with `link`."""
    elements: list[str | int] = []
    while link is not None:
        link, element = link
        elements.append(element)
    return tuple(reversed(elements))


def kind_of(value: Any) -> str:
    """What a JSON value is, in words."""
    kinds = {
        dict: "an object",
        list: "a list",
        str: "a string",
        bool: "a boolean",
        int: "an integer",
        float: "a number",
    }
    if type(value) is int and not is_int32(value):
        return "an integer of more than 32 bits"
    return kinds.get(type(value), "null")
