"""Requests that are refused before the engine sees them: a status, a code, and a message that says what to do."""

from __future__ import annotations

from collections.abc import Sequence


class RequestError(Exception):
    """A request that GraphQL over HTTP does not allow.

    Args:
        status: HTTP status.
        code: for `extensions.code`.
        message: for the client.
        headers: to add to the response, e.g. `Allow`.
    """

    def __init__(self, status: int, code: str, message: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = tuple(headers)


class ClientGone(Exception):
    """The client closed the connection before its request was complete; nobody waits for an answer."""


def bad_request(message: str, code: str = "BAD_REQUEST") -> RequestError:
    """A request that is not well-formed (GraphQL over HTTP, section 5): status 400."""
    return RequestError(400, code, message)
