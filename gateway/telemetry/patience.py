"""HTTP connections that must say what they want in time.

uvicorn waits for ever for the first request of a connection and for the end of its headers, so that a client that
sends a byte a minute, or none, holds a file descriptor as long as it likes; enough of them and nobody else gets in.
Here a connection without complete headers is closed after `HEADER_SECONDS`.  Bodies are the applications' business.
"""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.concurrency import TimeLimit

HEADER_SECONDS: Final = 20.0


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a time limit from connection, or from a request's first byte, to its last header.

    The same limit closes connections that rest too long, in place of uvicorn's own timer for each request.
    """

    header_seconds = HEADER_SECONDS
    _limit: TimeLimit
    _in_head = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._limit = TimeLimit(self.loop, self._give_up)
        self._limit.set(self.header_seconds)

    def on_message_begin(self) -> None:
        self._in_head = True
        self._limit.set(self.header_seconds)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head_is_there()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        if not self._in_head:
            self._limit.set(self.timeout_keep_alive)

    def connection_lost(self, exc: Exception | None) -> None:
        self._limit.close()
        super().connection_lost(exc)

    def _head_is_there(self) -> None:
        self._in_head = False
        self._limit.off()

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
