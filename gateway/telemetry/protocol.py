"""uvicorn's HTTP protocol, with less work per request.

A complete response leaves in one piece, head and body, since each write is a system call.  And an application may ask
to be told when its client leaves (the ASGI extension `hansa.disconnect`), in place of a task that waits for it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from gateway.telemetry.patience import PatientProtocol
from gateway.telemetry.upgrades import read_on

DISCONNECT: Final = "hansa.disconnect"
"""In `scope["extensions"]`: a function that takes a callback, which is called once when the client leaves."""

_BROKEN = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


class Cycle(RequestResponseCycle):
    """One request and its response."""

    _begun: Any = None
    _on_leave: Callable[[], None] | None = None

    def on_disconnect(self, callback: Callable[[], None]) -> None:
        """Call `callback` when the client leaves; at once if it has left."""
        if self.disconnected:
            callback()
        else:
            self._on_leave = callback

    async def run_asgi(self, app: Any) -> None:
        """Let the application answer; then no reference leads back here, and the request is gone by itself."""
        try:
            await super().run_asgi(app)
        finally:
            self.scope["extensions"].pop(DISCONNECT, None)
            self._on_leave = None

    def leave(self) -> None:
        """The client has left."""
        callback, self._on_leave = self._on_leave, None
        if callback is not None and not self.response_complete:
            callback()

    async def send(self, message: Any) -> None:
        """Hold back the head of a response whose length is known until its body comes."""
        kind = message["type"]
        if kind == "http.response.start" and not self.response_started and self.scope["method"] != "HEAD":
            self._begun = message if _sized(message["headers"]) else None
            if self._begun is not None:
                return
        elif self._begun is not None:
            begun, self._begun = self._begun, None
            if kind == "http.response.body" and not message.get("more_body"):
                await self._send_whole(begun, message.get("body", b""))
                return
            await super().send(begun)
        await super().send(message)

    async def _send_whole(self, begun: Any, body: bytes) -> None:
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        head = self._head(begun["status"], begun["headers"], len(body))
        self.response_started = self.response_complete = True
        if len(body) > _JOINED:
            self.transport.writelines((head, body))
        else:
            self.transport.write(head + body)
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()

    def _head(self, status: int, headers: Iterable[tuple[bytes, bytes]], length: int) -> bytes:
        """Raises RuntimeError for what would not be HTTP, or not this response."""
        closing = False
        lines = []
        for name, value in [*self.default_headers, *headers]:
            if name == b"connection":
                closing = b"close" in value.lower()
            elif name == b"content-length" and int(value) != length:
                raise RuntimeError(f"the response has {length} bytes, its head says {value!r}")
            lines.append(b"%b: %b" % (name, value))
        if _BROKEN.search(b"\t".join(lines)):
            raise RuntimeError("a header of the response has a control character")
        if closing:
            self.keep_alive = False
        elif not self.keep_alive:
            lines.append(b"connection: close")
        return b"%b%b\r\n\r\n" % (STATUS_LINE[status], b"\r\n".join(lines))


_JOINED: Final = 128 * 1024  # bodies up to here are copied behind their head, which is one system call


def _sized(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    names = [name for name, _ in headers]
    return b"content-length" in names and b"transfer-encoding" not in names


class ServiceProtocol(PatientProtocol):
    """Makes `Cycle`s; whatever upgrades or queues is uvicorn's business, except for wishes that are not granted."""

    def data_received(self, data: bytes) -> None:
        rest: bytes | memoryview = data
        while True:
            try:
                self.parser.feed_data(rest)
            except httptools.HttpParserUpgrade as upgrade:
                if self._should_upgrade():
                    self.handle_websocket_upgrade()
                    return
                rest = memoryview(rest)[upgrade.args[0] :]
                if self._goes_on():
                    continue
            except httptools.HttpParserError:
                self._refuse()
            return

    def _should_upgrade(self) -> bool:
        """To WebSockets, by a GET alone (RFC 6455, section 4.1): what else asks for one is a request like any other."""
        return self.scope["method"] == "GET" and super()._should_upgrade()

    def _goes_on(self) -> bool:
        """Whether what is behind the head of a request with an `Upgrade` can be read."""
        try:
            read_on(self, self.headers)
        except httptools.HttpParserError:
            self._refuse()
            return False
        return True

    def _refuse(self) -> None:
        message = "Invalid HTTP request received."
        self.logger.warning(message)
        self.send_400_response(message)

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade() or self.cycle.response_complete:
            return  # it is not complete, or nobody cares
        self.cycle.more_body = False
        self.cycle.message_event.set()

    def on_headers_complete(self) -> None:
        if self.parser.should_upgrade() or self.limit_concurrency is not None or self.root_path:
            super().on_headers_complete()
            return
        self._head_is_there()
        scope: Any = self.scope
        version = self.parser.get_http_version()
        scope["method"] = self.parser.get_method().decode("ascii")
        if version != "1.1":
            scope["http_version"] = version
        url = httptools.parse_url(self.url)
        path = url.path.decode("ascii")
        scope["path"] = unquote(path) if "%" in path else path
        scope["raw_path"] = url.path
        scope["query_string"] = url.query or b""
        before = self.cycle
        cycle = self.cycle = Cycle(
            scope,
            self.transport,
            self.flow,
            self.logger,
            self.access_logger,
            self.access_log,
            self.server_state.default_headers,
            asyncio.Event(),
            self.expect_100_continue,
            version != "1.0" and self.parser.should_keep_alive(),
            self.on_response_complete,
        )
        scope["extensions"] = {DISCONNECT: cycle.on_disconnect}
        if before is None or before.response_complete:
            self._start_asgi_task(cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((cycle, self.app))

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for cycle in (self.cycle, *(waiting for waiting, _ in self.pipeline)):
            if isinstance(cycle, Cycle):
                cycle.leave()
