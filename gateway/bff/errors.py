"""What can go wrong in a BFF, as values with a code.

Every failure a client may see is a `ScreenError`: its message is safe to show, its code is one of the table below
or one that the gateway itself gave (`extensions.code` of its error).
"""

from __future__ import annotations

from typing import Final

GATEWAY_UNREACHABLE: Final = "GATEWAY_UNREACHABLE"
"""No connection to the gateway."""
GATEWAY_TIMEOUT: Final = "GATEWAY_TIMEOUT"
"""The request's deadline passed before the gateway answered."""
GATEWAY_HTTP_ERROR: Final = "GATEWAY_HTTP_ERROR"
"""The gateway answered, with a status and body that are not GraphQL."""
GATEWAY_INVALID_RESPONSE: Final = "GATEWAY_INVALID_RESPONSE"
"""The gateway's body is not a GraphQL response, or larger than allowed."""
GATEWAY_REFUSED: Final = "GATEWAY_REFUSED"
"""The gateway refused a registered operation: the two do not fit together."""
UNAUTHENTICATED: Final = "UNAUTHENTICATED"
"""The gateway did not accept the access token."""


BAD_USER_INPUT: Final = "BAD_USER_INPUT"
"""An argument that no screen can be made of."""


class ScreenError(Exception):
    """A part of a screen could not be had; the client is told why.

    Args:
        code: for `extensions.code`.
        message: safe for clients: what happened and to what, no addresses.
        detail: for the log only.
    """

    def __init__(self, code: str, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail = detail


class GatewayError(ScreenError):
    """The gateway could not be asked, did not answer, or answered with this error."""


class BadInput(ScreenError):
    """An argument passed GraphQL's type check and still makes no sense; the message says what would."""

    def __init__(self, message: str) -> None:
        super().__init__(BAD_USER_INPUT, message)


class InvalidOperation(Exception):
    """A registered document, or its use, is wrong: a mistake in the program, raised at start-up where possible."""
