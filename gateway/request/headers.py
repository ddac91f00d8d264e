"""A request's headers as text, by lower-case name; repeated ones joined as RFC 9110, 5.2 says."""

from __future__ import annotations

from collections.abc import Iterable


class Headers(dict[str, str]):
    """Read once per request; names are lower case, as ASGI delivers them."""

    @classmethod
    def read(cls, raw: Iterable[tuple[bytes, bytes]]) -> Headers:
        """From an ASGI scope's `headers`."""
        headers = cls()
        for name, value in raw:
            key, text = name.decode("latin-1"), value.decode("latin-1")
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
        return headers
