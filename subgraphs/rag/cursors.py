"""Opaque cursors: the keyset position of a document, encoded.

A cursor stays valid whatever is added or removed, because it names a place in the order and not a row number.
"""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

from subgraphs.rag.documents import Position
from subgraphs.rag.problems import BadInput

MAX_FIRST = 100


def encode(position: Position) -> str:
    """The cursor of a position."""
    packed = json.dumps([position.created_at.isoformat(), position.id], separators=(",", ":")).encode()
    return urlsafe_b64encode(packed).decode().rstrip("=")


def decode(cursor: str) -> Position:
    """The position a cursor names. Raises BadInput for anything that is not a cursor."""
    try:
        packed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        created_at, id = json.loads(packed)
        return Position(_moment(created_at), _text(id))
    except (binascii.Error, ValueError, TypeError, OverflowError):
        raise BadInput(f"{cursor[:80]!r} is not a cursor; take it from `pageInfo.endCursor` or an edge.") from None


def checked_first(first: int) -> int:
    """A page size within bounds. Raises BadInput."""
    if not 1 <= first <= MAX_FIRST:
        raise BadInput(f"documents(first:) must be between 1 and {MAX_FIRST}, not {first}.")
    return first


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("a position's time has a zone")
    return moment.astimezone(UTC)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a position holds texts")
    return value
