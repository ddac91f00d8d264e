"""Which fields are absent for reasons that need no error.

A subgraph may answer that there is no such entity; then what it was asked of it is absent, and null for the client.
So is what is not asked for because a key is null that may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gateway.execution.collect import Object
from gateway.planning.plan import TYPENAME, EntityFetch, InputField, InputSet, Selected


class Silent:
    """The fields that are known to be so, by object; these must live as long."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: set[tuple[int, str]] = set()

    def add(self, targets: Iterable[Object], selection: Iterable[Selected]) -> None:
        """Nobody has these fields of these objects."""
        sources = [each.source for each in selection]
        self._known.update((id(target), source) for target in targets for source in sources)

    def covers(self, value: Object, source: str) -> bool:
        """Whether a field of an object is one of them."""
        return (id(value), source) in self._known


def leave(targets: Sequence[Object], sent: Iterable[Sequence[Object]], fetch: EntityFetch, silent: Silent) -> bool:
    """Note the targets that a fetch is not sent for, as far as that needs no error; whether it needs none for any."""
    known = {id(target) for sharing in sent for target in sharing}
    left = [target for target in targets if id(target) not in known]
    excused = [target for target in left if may_lack(target, fetch.inputs, fetch.typename, silent)]
    silent.add(excused, fetch.selection)
    return len(excused) == len(left)


def may_lack(target: Object, inputs: InputSet, typename: str | None, silent: Silent) -> bool:
    """Whether whatever an object without a representation lacks needs no error."""
    if typename is None and type(target.get(TYPENAME)) is not str and not _absent(target, TYPENAME, silent):
        return False
    return _fields_may_lack(target, inputs, silent)


def value_may_lack(value: Any, inputs: InputSet, silent: Silent) -> bool:
    """The same of an object, or list of objects or nulls, that is part of a representation."""
    if type(value) is list:
        return all(item is None or value_may_lack(item, inputs, silent) for item in value)
    return type(value) is dict and _fields_may_lack(value, inputs, silent)


def null_is_allowed(field: InputField) -> bool:
    """Whether a null needs no error: it is no key, or one that may be null."""
    return not (field.key and field.non_null)


def _fields_may_lack(value: Object, inputs: InputSet, silent: Silent) -> bool:
    name = value.get(TYPENAME)
    further = inputs.by_type.get(name, ()) if type(name) is str else ()
    return all(_field_may_lack(value, field, silent) for field in (*inputs.fields, *further))


def _field_may_lack(value: Object, field: InputField, silent: Silent) -> bool:
    item = value.get(field.source)
    if item is not None:
        return field.children is None or value_may_lack(item, field.children, silent)
    return null_is_allowed(field) if field.source in value else silent.covers(value, field.source)


def _absent(value: Object, source: str, silent: Silent) -> bool:
    return source not in value and silent.covers(value, source)
