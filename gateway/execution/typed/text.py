"""Whether an answer is text: JSON is UTF-8, also where nobody reads it (RFC 8259, section 8.1).

A large answer is looked at in pieces: as one string it would take up to four times its size, for a moment.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from typing import Final

PIECE: Final = 256 * 1024
"""Bytes."""


def check_utf8(body: bytes) -> None:
    """Raises UnicodeDecodeError."""
    if body.isascii():
        return
    if len(body) <= PIECE:
        body.decode()
        return
    decode = getincrementaldecoder("utf-8")().decode
    for begin in range(0, len(body), PIECE):
        decode(body[begin : begin + PIECE], begin + PIECE >= len(body))
