"""Requests that ask for another protocol than HTTP/1.1, and do not get it: they are answered like any other.

RFC 9110, section 7.8: a server may ignore `Upgrade`; Java's client, for one, asks for `h2c` with each first request.
httptools ends a request that asks for one with its head, so that its body would be taken for the next request.  Here
the rest is read by a parser that has been given the same head without the wish.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import httptools

_FRAMING: Final = (b"content-length", b"transfer-encoding")


class _Callbacks:
    """Those of a protocol; `begun` when what is parsed is no longer a head that the protocol has seen."""

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self.begun = False
        self.on_body = protocol.on_body
        self.on_message_complete = protocol.on_message_complete

    def on_message_begin(self) -> None:
        if self.begun:
            self._protocol.on_message_begin()

    def on_url(self, url: bytes) -> None:
        if self.begun:
            self._protocol.on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.begun:
            self._protocol.on_header(name, value)

    def on_headers_complete(self) -> None:
        if self.begun:
            self._protocol.on_headers_complete()


def read_on(protocol: Any, headers: Sequence[tuple[bytes, bytes]]) -> None:
    """Let `protocol` go on, with a new parser, behind the head of a request that has these headers.

    Raises httptools.HttpParserError.
    """
    callbacks = _Callbacks(protocol)
    protocol.parser = parser = httptools.HttpRequestParser(callbacks)
    parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn does
    framing = [b"%b: %b\r\n" % (name, value) for name, value in headers if name in _FRAMING]
    parser.feed_data(b"POST / HTTP/1.1\r\n%b\r\n" % b"".join(framing))
    callbacks.begun = True
