"""HTTP connections that must say what they want in time, and take what they get.

uvicorn waits for ever for the first request of a connection and for the end of its headers, so that a client that
sends a byte a minute, or none, holds a file descriptor as long as it likes; enough of them and nobody else gets in.
Here a connection without complete headers is closed after `HEADER_SECONDS`.  Bodies are the applications' business.

Nor does it mind a client that does not read its answer, and closing a connection waits until everything is read.  Here
one is cut off that leaves more than a buffer's worth unread, or anything on a connection that is closing, and takes
less than `READ_BYTES` of it in `READ_SECONDS`.
"""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.concurrency import TimeLimit

HEADER_SECONDS: Final = 20.0
READ_SECONDS: Final = 60.0
READ_BYTES: Final = 64 * 1024


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a time limit from connection, or from a request's first byte, to its last header.

    The same limit closes connections that rest too long, in place of uvicorn's own timer for each request.
    """

    header_seconds = HEADER_SECONDS
    read_seconds = READ_SECONDS
    _limit: TimeLimit
    _in_head = False
    _reading: TimeLimit | None = None
    """Until the client must have taken `READ_BYTES` more; hardly any connection needs it."""
    _unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._limit = TimeLimit(self.loop, self._give_up)
        self._limit.set(self.header_seconds)

    def on_message_begin(self) -> None:
        self._in_head = True
        if self.cycle is None or self.cycle.response_complete:  # else it may not be read yet
            self._limit.set(self.header_seconds)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head_is_there()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            self._see_it_closed()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self._limit.set(self.header_seconds if self._in_head else self.timeout_keep_alive)

    def pause_writing(self) -> None:
        self._see_it_read()
        super().pause_writing()

    def resume_writing(self) -> None:
        if self._reading is not None and not self.transport.is_closing():
            self._reading.off()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._limit.close()
        if self._reading is not None:
            self._reading.close()
        super().connection_lost(exc)

    def _head_is_there(self) -> None:
        self._in_head = False
        self._limit.off()

    def handle_websocket_upgrade(self) -> None:
        """What is no proper handshake gets no answer from uvicorn, and would never end."""
        super().handle_websocket_upgrade()
        self._limit.set(self.header_seconds)

    def _give_up(self) -> None:
        if self.transport.is_closing():
            return
        protocol = self.transport.get_protocol()
        if protocol is self or not getattr(protocol, "handshake_complete", True):
            self.transport.close()
            self._see_it_closed()

    def _see_it_closed(self) -> None:
        if self.transport.is_closing() and self.transport.get_write_buffer_size():
            self._see_it_read()

    def _see_it_read(self) -> None:
        if self._reading is None:
            self._reading = TimeLimit(self.loop, self._cut_off_if_unread)
        self._unread = self.transport.get_write_buffer_size()
        self._reading.set(self.read_seconds)

    def _cut_off_if_unread(self) -> None:
        if self._unread - self.transport.get_write_buffer_size() < READ_BYTES:
            self.transport.abort()
        else:
            self._see_it_read()
