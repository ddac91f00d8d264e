"""What any of the clients brings back, and the name under which they ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

USER_AGENT: Final = "hansa"


class HttpResponse(NamedTuple):
    """A complete response.

    Args:
        status: HTTP status code.
        headers: names in lower case, in the order received; repeated names stay repeated.
        body: decompressed.
    """

    status: int
    body: bytes
    headers: Sequence[tuple[str, str]] = ()

    def header(self, name: str) -> str | None:
        """The first value of a header given by its lower-case name."""
        return next((value for key, value in self.headers if key == name), None)
