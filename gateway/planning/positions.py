"""Positions of the response and the source keys of the fields there.

A client's response keys are claimed first, for the whole operation; what the gateway needs besides reuses a key
whose field and arguments are equal, or takes a fresh one.  So at one position a source key always means one
field with one set of arguments, whatever types, subgraphs and requests it comes from.
"""

from __future__ import annotations

from gateway.planning.plan import TYPENAME

INTERFACE_OBJECT_TYPENAME = "_interfaceObjectTypename"


class Position:
    """A place in the response."""

    __slots__ = ("by_field", "children", "fields")

    def __init__(self) -> None:
        self.fields: dict[str, tuple[str, str]] = {TYPENAME: (TYPENAME, "")}
        self.by_field: dict[tuple[str, str], str] = {(TYPENAME, ""): TYPENAME}
        self.children: dict[str, Position] = {}

    def claim(self, response_key: str, name: str, signature: str) -> str:
        """The source key of a client's field."""
        field = name, signature
        key, n = response_key, 1
        while self.fields.setdefault(key, field) != field:
            n += 1
            key = f"{response_key}__{n}"
        self.by_field.setdefault(field, key)
        return key

    def internal(self, name: str, signature: str) -> str:
        """The source key of a field that only the gateway needs."""
        key = self.by_field.get((name, signature))
        return key if key is not None else self.claim(name, name, signature)

    def child(self, key: str) -> Position:
        """The position below a source key; lists do not count."""
        found = self.children.get(key)
        if found is None:
            found = self.children[key] = Position()
        return found
