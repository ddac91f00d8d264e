"""A URL, taken apart once: where to connect, and the part of a request's head that is the same for every request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from gateway.upstream.failures import InvalidTarget

_PATH = "/%:@!$&'()*+,;=-._~"  # RFC 3986, 3.3, and escapes that are there already


class Origin(NamedTuple):
    """A host (name or address, without brackets) and its port."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Target:
    """Where a POST goes.

    Args:
        origin: whom to connect to.
        head: the request line, and the headers that do not depend on the request.
    """

    origin: Origin
    head: bytes

    @classmethod
    def read(cls, url: str, own: str) -> Target:
        """Take a URL apart.

        Args:
            url: absolute, `http`.
            own: header lines that every request has, each with its line end.

        Raises InvalidTarget: no such URL, or one that this client does not serve.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise InvalidTarget(f"{url!r}: {error}") from error
        if parts.scheme != "http" or not host or "@" in parts.netloc or not host.isascii():
            raise InvalidTarget(f"{url!r} is not a plain http URL")
        path = quote(parts.path or "/", safe=_PATH) + (
            f"?{quote(parts.query, safe=_PATH + '?')}" if parts.query else ""
        )
        name = f"[{host}]" if ":" in host else host
        authority = name if port in (None, 80) else f"{name}:{port}"
        if not _printable(authority):
            raise InvalidTarget(f"{url!r} has a host that cannot be written")
        return cls(Origin(host, port or 80), f"POST {path} HTTP/1.1\r\nhost: {authority}\r\n{own}".encode("ascii"))


def is_plain(url: str) -> bool:
    """Whether a URL is one for this client: `http`, an ASCII host, no user in it."""
    try:
        Target.read(url, "")
    except InvalidTarget:
        return False
    return True


def _printable(text: str) -> bool:
    return all("!" <= character <= "~" for character in text)
