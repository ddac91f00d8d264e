"""Opaque texts that hold values: the base64url form of a JSON array, for cursors and for ids that store nothing.

Equal values have equal texts; whoever unpacks checks what came out, since clients can make such texts, too.
"""

from __future__ import annotations

import base64
from typing import Any

import msgspec


def pack(*values: Any) -> str:
    """The text of some JSON values."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).rstrip(b"=").decode()


def unpack(text: str) -> list[Any]:
    """The values in a text.  Raises ValueError when `pack` cannot have made it."""
    try:
        values = msgspec.json.decode(base64.urlsafe_b64decode(text.encode("ascii") + b"=="))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(values, list):
        raise ValueError("no array")
    return values
