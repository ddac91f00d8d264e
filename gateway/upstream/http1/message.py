"""What a response is while it arrives, and how its body is unpacked: never beyond what the caller allowed."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final, overload

from gateway.upstream.failures import MalformedResponse, ResponseTooLarge

RawHeader = tuple[bytes, bytes]

_GZIP: Final = zlib.MAX_WBITS | 16


class Headers(Sequence[tuple[str, str]]):
    """Headers as they came; decoded when somebody looks.

    Args:
        raw: names in any case.
    """

    __slots__ = ("_raw",)

    def __init__(self, raw: Sequence[RawHeader]) -> None:
        self._raw = raw

    def __len__(self) -> int:
        return len(self._raw)

    @overload
    def __getitem__(self, index: int) -> tuple[str, str]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[str, str]]: ...

    def __getitem__(self, index: int | slice) -> tuple[str, str] | Sequence[tuple[str, str]]:
        if isinstance(index, slice):
            return Headers(self._raw[index])
        name, value = self._raw[index]
        return name.decode("latin-1").lower(), value.decode("latin-1")


def unpacked(body: bytes, encoding: bytes, max_bytes: int) -> bytes:
    """A body without its content coding (RFC 9110, section 8.4.1).

    Args:
        encoding: the value of `content-encoding`.

    Raises MalformedResponse: broken, or a coding that was not asked for.  ResponseTooLarge.
    """
    coding = encoding.strip().lower()
    if coding in (b"", b"identity") or not body:
        return body
    if coding not in (b"gzip", b"x-gzip"):
        raise MalformedResponse(f"the response has the content coding {coding[:40]!r}, which was not asked for")
    try:
        return _gunzipped(body, max_bytes)
    except zlib.error as error:
        raise MalformedResponse(f"the response is not {coding.decode('latin-1')}: {error}") from error


def _gunzipped(body: bytes, max_bytes: int) -> bytes:
    """All members of a gzip file (RFC 1952, section 2.2), one after the other."""
    parts: list[bytes] = []
    left = max_bytes
    while body:
        member = zlib.decompressobj(_GZIP)
        part = member.decompress(body, left + 1)
        left -= len(part)
        if left < 0:
            raise ResponseTooLarge(f"more than the {max_bytes} bytes allowed, unpacked")
        if not member.eof:
            raise MalformedResponse("the response ends within its gzip coding")
        parts.append(part)
        body = member.unused_data
    return b"".join(parts)
