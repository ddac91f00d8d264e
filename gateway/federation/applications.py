"""One use of a directive in a supergraph, its arguments read by kind.

Whoever asks for an argument says what it has to be; a supergraph that says something else there is refused with the
place, the directive, and what was found.  Null counts as absent (GraphQL spec, "Input Object Required Fields").
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from graphql import (
    BooleanValueNode,
    ConstDirectiveNode,
    ConstValueNode,
    EnumValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    print_ast,
)

from gateway.federation.facts import SupergraphError

SHOWN_OF_A_VALUE = 60

T = TypeVar("T")


class Application:
    """A directive on the element `where`, a coordinate."""

    __slots__ = ("_values", "name", "where")

    def __init__(self, node: ConstDirectiveNode, where: str) -> None:
        self.name = node.name.value
        self.where = where
        self._values: dict[str, ConstValueNode] = {}
        for argument in node.arguments or ():
            name = argument.name.value
            if name in self._values:
                raise self.error(f'it has the argument "{name}" twice')
            self._values[name] = argument.value

    def error(self, problem: str) -> SupergraphError:
        """What is wrong with this use."""
        return SupergraphError(f"@{self.name} on {self.where} cannot be read: {problem}.")

    def only(self, known: Collection[str]) -> None:
        """Raises SupergraphError when there is an argument that the specification does not define."""
        for name in self._values:
            if name not in known:
                takes = f"it takes {', '.join(sorted(known))}" if known else "it takes none"
                raise self.error(f'it has no argument "{name}", {takes}')

    def string(self, name: str) -> str | None:
        """A string, or None."""
        value = self._value(name)
        return None if value is None else self._text(name, value, "a string")

    def needed_string(self, name: str) -> str:
        """A string that must be there."""
        return self._needed(name, self.string(name))

    def name_of(self, name: str) -> str | None:
        """An enum value's name, or None."""
        value = self._value(name)
        if value is None:
            return None
        if isinstance(value, EnumValueNode):
            return value.value
        raise self._wrong(name, "an enum value, without quotes", value)

    def needed_name_of(self, name: str) -> str:
        """An enum value's name that must be there."""
        return self._needed(name, self.name_of(name))

    def boolean(self, name: str, default: bool) -> bool:
        """True or false."""
        value = self._value(name)
        if value is None:
            return default
        if isinstance(value, BooleanValueNode):
            return value.value
        raise self._wrong(name, "true or false", value)

    def alternatives(self, name: str) -> tuple[frozenset[str], ...]:
        """A list of lists of strings that must be there: OR over ANDs."""
        expected = "a list of lists of strings"
        return tuple(
            frozenset(self._text(name, each, expected) for each in self._items(name, item, expected))
            for item in self._items(name, self._needed(name, self._value(name)), expected)
        )

    def objects(self, name: str, keys: Collection[str]) -> list[dict[str, str]]:
        """A list of objects that have a string for each of `keys`; empty when it is not there."""
        expected = f"a list of objects with the strings {', '.join(keys)}"
        value = self._value(name)
        found = []
        for item in self._items(name, value, expected) if value is not None else ():
            if not isinstance(item, ObjectValueNode):
                raise self._wrong(name, expected, item)
            fields = {field.name.value: self._text(name, field.value, expected) for field in item.fields}
            if fields.keys() != set(keys):
                raise self._wrong(name, expected, item)
            found.append(fields)
        return found

    def _value(self, name: str) -> ConstValueNode | None:
        value = self._values.get(name)
        return None if isinstance(value, NullValueNode) else value

    def _items(self, name: str, value: Any, expected: str) -> tuple[Any, ...]:
        if isinstance(value, ListValueNode):
            return tuple(value.values)
        raise self._wrong(name, expected, value)

    def _text(self, name: str, value: Any, expected: str) -> str:
        if isinstance(value, StringValueNode):
            return value.value
        raise self._wrong(name, expected, value)

    def _needed(self, name: str, value: T | None) -> T:
        if value is None:
            raise self.error(f'it needs the argument "{name}"')
        return value

    def _wrong(self, name: str, expected: str, value: Any) -> SupergraphError:
        return self.error(f'"{name}" must be {expected}, not {shortened(print_ast(value))}')


def applications(node: Any, name: str, where: str) -> Iterator[Application]:
    """Each use of the directive `name` on a definition."""
    for directive in node.directives or ():
        if directive.name.value == name:
            yield Application(directive, where)


def shortened(text: str) -> str:
    """Text for a message, on one line and cut when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_OF_A_VALUE else f"{line[:SHOWN_OF_A_VALUE]}..."
