"""What can go wrong between us and a server, as types.

A caller has to know three things about a failure: may the server have seen the request (then only reads may be
repeated), was it slow or broken, and was it our own limit.  The classes answer that; texts are for the log, since they
hold addresses.
"""

from __future__ import annotations


class HttpFailure(Exception):
    """A request that brought no complete HTTP response.

    Args:
        detail: for the log; may hold addresses.

    `maybe_sent` tells whether the server may have seen (and acted on) the request.
    """

    maybe_sent = True

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class InvalidTarget(HttpFailure):
    """The URL or a header cannot be sent: a configuration mistake, not the network's."""

    maybe_sent = False


class ConnectFailed(HttpFailure):
    """No connection: refused, unknown host, TLS failure."""

    maybe_sent = False


class ConnectionLost(HttpFailure):
    """The connection (or the client) was closed before the response was complete."""


class MalformedResponse(HttpFailure):
    """What came back is not HTTP, or its content encoding is broken."""


class TimedOut(HttpFailure):
    """The response was not complete in time."""


class ResponseTooLarge(HttpFailure):
    """The response, decompressed, is larger than the caller allowed; reading stopped there."""
