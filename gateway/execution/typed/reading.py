"""Representations from structs: the same bytes, from the same objects, in the same order as from dicts.

Where equal values are the same JSON, targets are told apart by these and only distinct representations are encoded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Final

import msgspec
from msgspec import UNSET

from gateway.execution.representations import ABSENT, read_nested
from gateway.execution.silence import Silent, null_is_allowed, value_may_lack
from gateway.execution.typed.layout import Place, UntypableError
from gateway.execution.typed.structs import attribute, is_exact, is_listed
from gateway.planning.plan import TYPENAME, InputField, InputSet

Pair = tuple[int, Any]
"""The index of a representation, and a target that it was read from."""

Get = Callable[[Any], Any]
Pardon = Callable[[Any, Silent], bool]

_VOID: Final = object()
_encode: Final[Callable[[Any], bytes]] = msgspec.json.Encoder().encode


class Reader:
    """Reads the representations of one fetch from the objects of one place.

    Args:
        place: where the targets are.
        inputs: what to read.
        typename: the `__typename` to send.
    """

    def __init__(self, place: Place, inputs: InputSet, typename: str) -> None:
        self._typename = typename
        self._read = _reader(place, inputs)
        self._may_lack = _pardon(place, inputs)
        self._names = tuple(item.name for item in inputs.fields)
        flat = all(item.children is None for item in inputs.fields)
        fields = [place.fields.get(item.source) for item in inputs.fields]
        self._exact = all(
            field is not None and field.type is not None and is_exact(field.type) and not is_listed(field.type)
            for field in fields
        )
        self._leaves = attrgetter(*(attribute(item.source) for item in inputs.fields)) if flat and self._names else None

    def read(self, targets: Sequence[Any], found: dict[bytes, int], pairs: list[Pair]) -> list[Any]:
        """Add the pairs of `targets`; returns those without a representation.

        Args:
            targets: distinct objects.
            found: the representations of the fetch so far with their index; new ones are added.
            pairs: of the fetch so far.
        """
        void: list[Any] = []
        known: dict[Any, int] = {}
        for target in targets:
            leaves = self._leaves(target) if self._leaves else None
            comparable = leaves is not None and (self._exact or _strings(leaves))
            index = known.get(leaves) if comparable else None
            if index is None:
                encoded = self._encoded(target)
                if encoded is None:
                    void.append(target)
                    continue
                index = found.setdefault(encoded, len(found))
                if comparable:
                    known[leaves] = index
            pairs.append((index, target))
        return void

    def may_lack(self, target: Any, silent: Silent) -> bool:
        """Whether whatever a target without a representation lacks needs no error."""
        return self._may_lack(target, silent)

    def _encoded(self, target: Any) -> bytes | None:
        representation: dict[str, Any] = {TYPENAME: self._typename}
        return _encode(representation) if self._read(target, representation) else None


def _strings(leaves: Any) -> bool:
    """Whether values that are equal are the same JSON: true of strings, not of 1 and true."""
    return type(leaves) is str or (type(leaves) is tuple and all(type(leaf) is str for leaf in leaves))


def _reader(place: Place, inputs: InputSet) -> Callable[[Any, dict[str, Any]], bool]:
    """A function that adds what is read from an object to a dict; False if there is no representation."""
    readers = [(item.name, item.key, _getter(place, item)) for item in inputs.fields]

    def read(source: Any, into: dict[str, Any]) -> bool:
        for name, key, get in readers:
            value = get(source)
            if value is _VOID or (value is None and key):
                return False
            into[name] = value
        return True

    return read


def _getter(place: Place, item: InputField) -> Get:
    get = attrgetter(attribute(item.source))
    field = place.fields.get(item.source)
    if field is None:
        raise UntypableError(f"nothing selects {item.source}, which a representation needs")
    if item.children is None:
        return lambda source: _VOID if (value := get(source)) is UNSET else value
    below, children, key = field.place, item.children, item.key
    if below is None:
        return lambda source: _from_json(get(source), children, key)
    read = _reader(below, children)
    return lambda source: _from_structs(get(source), read, key)


def _pardon(place: Place, inputs: InputSet) -> Pardon:
    """As `silence.may_lack`; what is unset is what another fetch had nothing for."""
    fields = [(item, attrgetter(attribute(item.source)), _pardon_below(place, item)) for item in inputs.fields]

    def pardon(source: Any, silent: Silent) -> bool:
        for item, get, below in fields:
            value = get(source)
            if value is None:
                if not null_is_allowed(item):
                    return False
            elif value is not UNSET and below is not None and not below(value, silent):
                return False
        return True

    return pardon


def _pardon_below(place: Place, item: InputField) -> Pardon | None:
    if item.children is None:
        return None
    below, children = place.fields[item.source].place, item.children
    if below is None:
        return lambda value, silent: value_may_lack(value, children, silent)
    pardon = _pardon(below, children)

    def pardon_all(value: Any, silent: Silent) -> bool:
        if type(value) is list:
            return all(each is None or pardon_all(each, silent) for each in value)
        return pardon(value, silent)

    return pardon_all


def _from_json(value: Any, children: InputSet, key: bool) -> Any:
    if value is UNSET:
        return _VOID
    if value is None:
        return None
    read = read_nested(value, children, key)
    return _VOID if read is ABSENT else read


def _from_structs(value: Any, read: Callable[[Any, dict[str, Any]], bool], key: bool) -> Any:
    if type(value) is list:
        items = [_from_structs(item, read, key) for item in value]
        return _VOID if any(item is _VOID for item in items) else items
    if value is None:
        return _VOID if key else None
    if value is UNSET:
        return _VOID
    nested: dict[str, Any] = {}
    return nested if read(value, nested) else _VOID
