"""A request's head as bytes, in which no value can begin a line of its own.

Names are tokens, checked once each and remembered; values are checked all at once (RFC 9110, sections 5.1 and 5.5).
What frames the message is the client's alone to say: two opinions about where a request ends are a smuggled request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from gateway.upstream.failures import InvalidTarget

FRAMING: Final = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_REMEMBERED = 256


class Heads:
    """Writes heads."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def write(self, begin: bytes, headers: Mapping[str, str], length: int) -> bytes:
        """The whole head.

        Args:
            begin: see `Target.head`.
            length: of the body.

        Raises InvalidTarget: a header that HTTP cannot carry, or that frames the message.
        """
        known = self._names
        try:
            lines = [f"{known[name]}{value}\r\n" for name, value in headers.items()]
        except KeyError:
            lines = [f"{self._name(name)}{value}\r\n" for name, value in headers.items()]
        if _CONTROL.search("\t".join(headers.values())):
            raise InvalidTarget("a header's value has a control character")
        lines.append(f"content-length: {length}\r\n\r\n")
        try:
            return begin + "".join(lines).encode("latin-1")
        except UnicodeEncodeError as error:
            raise InvalidTarget(f"a header's value cannot be written: {error.reason}") from error

    def _name(self, name: str) -> str:
        """The beginning of a header's line."""
        if known := self._names.get(name):
            return known
        if not _TOKEN.fullmatch(name):
            raise InvalidTarget(f"{name!r} is not the name of a header")
        if name.lower() in FRAMING:
            raise InvalidTarget(f"the header {name} is the client's own")
        if len(self._names) < _REMEMBERED:
            self._names[name] = f"{name}: "
        return f"{name}: "
