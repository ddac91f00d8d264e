"""Why a bearer was not accepted: the token is bad, or nobody can tell at the moment."""

from __future__ import annotations

from typing import Literal

ErrorCode = Literal["invalid_request", "invalid_token"]


class InvalidToken(Exception):
    """The token is refused.

    Args:
        message: safe for the client: what is wrong, nothing out of the token.
        code: RFC 6750 section 3.1.
    """

    def __init__(self, message: str, code: ErrorCode = "invalid_token") -> None:
        super().__init__(message)
        self.message = message
        self.code: ErrorCode = code

    @property
    def status(self) -> int:
        """The HTTP status RFC 6750 gives to the code."""
        return 400 if self.code == "invalid_request" else 401


class IssuerUnavailable(Exception):
    """The token may be good, but the issuer's keys cannot be had: ask again later (HTTP 503)."""

    def __init__(self, issuer: str) -> None:
        super().__init__(f"the keys of the token issuer {issuer} are not available; try again later")
        self.issuer = issuer
