"""A request's headers as text, by lower-case name; repeated ones joined as RFC 9110, 5.2 says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


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

    def end_to_end(self) -> Iterator[tuple[str, str]]:
        """Without those that `Connection` lists (RFC 9110, 7.6.1), and those whose bytes are not UTF-8 text."""
        listed = {option.strip().lower() for option in self.get("connection", "").split(",")}
        for name, value in self.items():
            if name not in listed and (text := _text(value)) is not None:
                yield name, text


def _text(value: str) -> str | None:
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return None
