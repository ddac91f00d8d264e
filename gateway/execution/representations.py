"""Reading `_entities` representations from targets, one per distinct entity.

A representation is built and encoded once per target; equal bytes are one representation, and every target it was
read from gets its answer.  Comparing bytes rather than values keeps `1`, `true` and `1.0` apart, which Python's
equality would not.

Federation specification, "_entities" and "@requires": an object without its key is not asked for; an absent
requirement (its fetch failed) is not asked for either, a null one is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from gateway.execution.collect import Object
from gateway.planning.plan import TYPENAME, InputField, InputSet

Representations = dict[bytes, list[Object]]
"""JSON bytes of each distinct representation, in the order first met, and the targets that share it."""

_VOID: Final = object()
ABSENT: Final = object()
"""A field that was never fetched, or whose fetch failed; other than null."""
_encode: Final[Callable[[Any], bytes]] = msgspec.json.Encoder().encode


def read_representations(targets: list[Object], inputs: InputSet, typename: str | None) -> Representations:
    """Group `targets` by what `inputs` reads from them; targets without a representation are left out.

    Args:
        targets: distinct objects.
        inputs: the fields to read.
        typename: the `__typename` to send; None sends each target's own.
    """
    found: Representations = {}
    for target in targets:
        name = typename or target.get(TYPENAME)
        if type(name) is not str:
            continue
        representation: Object = {TYPENAME: name}
        if not _read(target, inputs, representation):
            continue
        encoded = _encode(representation)
        sharing = found.get(encoded)
        if sharing is None:
            found[encoded] = [target]
        else:
            sharing.append(target)
    return found


def read_value(source: Object, inputs: InputSet) -> Any:
    """What `inputs` reads from one object, as an object; `ABSENT` if a part of it is."""
    return read_nested(source, inputs, False)


def read_nested(value: Any, inputs: InputSet, key: bool) -> Any:
    """What `inputs` reads from an object or list of objects; `ABSENT` if a part of it is, or is null in a key."""
    read = _read_nested(value, inputs, key)
    return ABSENT if read is _VOID else read


def _read(source: Object, inputs: InputSet, into: Object) -> bool:
    """Add the fields read from `source`; False if it has no representation."""
    if not _read_fields(source, inputs.fields, into):
        return False
    if inputs.by_type:
        name = source.get(TYPENAME)
        return _read_fields(source, inputs.by_type.get(name, ()) if type(name) is str else (), into)
    return True


def _read_fields(source: Object, fields: tuple[InputField, ...], into: Object) -> bool:
    for field in fields:
        value = source.get(field.source, ABSENT)
        if value is None:
            if field.key:
                return False
        elif value is ABSENT:
            return False
        elif field.children is not None:
            value = _read_nested(value, field.children, field.key)
            if value is _VOID:
                return False
        into[field.name] = value
    return True


def _read_nested(value: Any, inputs: InputSet, key: bool) -> Any:
    """What `inputs` reads from an object or (nested) list of objects; `_VOID` without a representation."""
    if type(value) is dict:
        nested: Object = {}
        return nested if _read(value, inputs, nested) else _VOID
    if type(value) is list:
        items = [_read_nested(item, inputs, key) for item in value]
        return _VOID if any(item is _VOID for item in items) else items
    return None if value is None and not key else _VOID
