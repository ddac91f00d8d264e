"""One connection: a request, its whole response, and then perhaps another.

At every moment it is idle, busy with one exchange, or gone.  It is idle again only after a response that ended where
its framing says and with nothing behind it; whatever a server sends unasked ends the connection, so that no answer
can reach another's request.  Every limit is checked while bytes arrive; large responses wait for each other (`inflow`).
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import Callable
from io import BytesIO
from typing import Final, NoReturn, cast

import httptools

from gateway.concurrency import TimeLimit
from gateway.upstream.failures import ConnectionLost, HttpFailure, MalformedResponse, ResponseTooLarge, TimedOut
from gateway.upstream.http1.inflow import LARGE, Inflow
from gateway.upstream.http1.message import RawHeader

MAX_HEAD: Final = 64 * 1024
MAX_HEADERS: Final = 256
MAX_INTERIM: Final = 16
_JOINED: Final = 64 * 1024  # bodies up to here are copied behind their head, which is one system call


class Answer:
    """A whole response.

    Its body is taken out: the event loop holds what was waited for, until the task that waited does so again.
    """

    __slots__ = ("_body", "encoding", "headers", "status")

    def __init__(self, status: int, headers: list[RawHeader], encoding: bytes, body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.encoding = encoding
        self._body = body

    def take(self) -> bytes:
        """The body, once."""
        body, self._body = self._body, b""
        return body


class Connection(asyncio.Protocol):
    """A connection of a pool.

    Args:
        loop: the running one.
        inflow: of large responses.
        on_idle: called when the connection may be used again.
        on_gone: called once, when it never will.
    """

    __slots__ = (
        "_body",
        "_buffer",
        "_encoding",
        "_failure",
        "_framed",
        "_head_done",
        "_head_size",
        "_headers",
        "_inflow",
        "_interim",
        "_keep_alive",
        "_large",
        "_length",
        "_limit",
        "_loop",
        "_max_bytes",
        "_on_gone",
        "_on_idle",
        "_parser",
        "_poll",
        "_size",
        "_status",
        "_transport",
        "_waiter",
        "_whole",
        "gone",
        "idle_since",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        inflow: Inflow,
        on_idle: Callable[[Connection], None],
        on_gone: Callable[[Connection], None],
    ) -> None:
        self._loop = loop
        self._inflow = inflow
        self._on_idle = on_idle
        self._on_gone = on_gone
        self._parser = httptools.HttpResponseParser(self)
        self._poll = select.poll()
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Answer] | None = None
        self._limit = TimeLimit(loop, self._expire)
        self.gone = False
        self.idle_since = loop.time()
        self._begin(0)

    def _begin(self, max_bytes: int) -> None:
        """Forget the last response."""
        self._max_bytes = max_bytes
        self._status = 0
        self._headers: list[RawHeader] = []
        self._encoding = b""
        self._body: list[bytes] = []
        self._buffer: BytesIO | None = None
        self._large = False
        self._length: int | None = None
        self._size = 0
        self._head_size = 0
        self._interim = 0
        self._head_done = False
        self._framed = False
        self._whole = False
        self._keep_alive = False
        self._failure: HttpFailure | None = None

    # --- for the pool and the client

    def usable(self) -> bool:
        """Whether an idle connection may take a request: it lives, and nothing has come since, not even an end."""
        return not self.gone and not self._poll.poll(0)

    def ask(self, head: bytes, body: bytes, max_bytes: int, timeout: float) -> asyncio.Future[Answer]:
        """Send a request on an idle connection; the future has the answer, or an HttpFailure.

        Args:
            timeout: seconds until `TimedOut`.
        """
        assert self._transport is not None
        self._begin(max_bytes)
        self._waiter = self._loop.create_future()
        self._limit.set(timeout)
        if len(body) > _JOINED:
            self._transport.writelines((head, body))
        else:
            self._transport.write(head + body)
        return self._waiter

    def leave(self, waiter: asyncio.Future[Answer]) -> None:
        """Give up an exchange; nothing happens when it has ended, since the connection may be another's by now."""
        if self._waiter is waiter:
            self.abort()

    def abort(self) -> None:
        """End it now, whatever it is doing."""
        self._end(ConnectionLost("the client was closed"))

    # --- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is not a subclass
        self._poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN | select.POLLHUP)

    def data_received(self, data: bytes) -> None:
        if self._waiter is None:
            self._end(ConnectionLost("the server sent something unasked"))
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._end(MalformedResponse("the server wants to speak another protocol"))
        except httptools.HttpParserError as error:
            self._broken(error)
        else:
            if self._whole:
                self._finish(self._keep_alive)
            elif not self._head_done:
                self._head_size += len(data)
                if self._head_size > MAX_HEAD:
                    self._end(MalformedResponse(f"the response's head is larger than {MAX_HEAD} bytes"))

    def eof_received(self) -> None:
        """A body without length ends here (RFC 9112, section 6.3, rule 8); a server that closes one way is gone."""
        if self._waiter is not None and self._head_done and not self._framed:
            self._finish(False)

    def connection_lost(self, exc: Exception | None) -> None:
        reason = f": {exc}" if exc else ""
        when = "within its response" if self._head_size or self._head_done else "before it had answered"
        self._end(ConnectionLost(f"the server closed the connection {when}{reason}"))

    # --- httptools

    def on_message_begin(self) -> None:
        if self._whole:
            self._refuse(MalformedResponse("there is something behind the response"))

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._head_done:
            return  # a trailer
        if len(self._headers) >= MAX_HEADERS:
            self._refuse(MalformedResponse(f"the response has more than {MAX_HEADERS} headers"))
        self._headers.append((name, value))
        size = len(name)
        if size == 14 and name.lower() == b"content-length":
            self._framed = True
            self._announced(value)
        elif size == 17 and name.lower() == b"transfer-encoding":
            self._framed = value.rpartition(b",")[2].strip().lower() == b"chunked"
        elif size == 16 and name.lower() == b"content-encoding":
            self._encoding = self._encoding + b", " + value if self._encoding else value

    def on_headers_complete(self) -> None:
        self._status = self._parser.get_status_code()
        if self._status >= 200:
            self._head_done = True
            if self._length is not None and self._length > LARGE:
                self._enter()

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > self._max_bytes:
            self._refuse(ResponseTooLarge(f"more than the {self._max_bytes} bytes allowed"))
        if self._large or self._size > LARGE:
            self._collect(body)
        else:
            self._body.append(body)

    def _collect(self, body: bytes) -> None:
        """Add to a large body, whose buffer grows in place: joined parts would take twice as much memory."""
        if self._buffer is None:
            self._buffer = BytesIO()
            self._buffer.writelines(self._body)
            self._body = []
            if not self._large:
                self._enter()
        self._buffer.write(body)
        self._inflow.bring(self, len(body))

    def _enter(self) -> None:
        self._large = True
        self._inflow.enter(self, self._length)

    def pause(self) -> None:
        """Read no more of a large response, as others come in."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def on_message_complete(self) -> None:
        if self._status >= 200:
            self._whole = True
            self._keep_alive = self._parser.should_keep_alive()  # the parser forgets it after this
            return
        self._interim += 1  # RFC 9110, section 15.2: any number of them may come before the response
        if self._interim > MAX_INTERIM:
            self._refuse(MalformedResponse(f"more than {MAX_INTERIM} interim responses"))
        self._headers.clear()
        self._framed = False
        self._length = None
        self._encoding = b""

    def _announced(self, value: bytes) -> None:
        if not value.isdigit():
            return
        self._length = int(value[:20])
        if self._length > self._max_bytes:
            self._refuse(ResponseTooLarge(f"announced {self._length} bytes, allowed are {self._max_bytes}"))

    def _refuse(self, failure: HttpFailure) -> NoReturn:
        """Stop the parser; what it then raises stands for `failure`."""
        self._failure = failure
        raise failure

    # --- ends

    def _broken(self, error: httptools.HttpParserError) -> None:
        """What arrived is not, or not only, a response."""
        if self._whole:
            self._finish(False)  # the response was complete before the nonsense began
        else:
            self._end(self._failure or MalformedResponse(f"not proper HTTP: {error}"))

    def _finish(self, keep_alive: bool) -> None:
        """The response is whole."""
        waiter = self._waiter
        answer = Answer(self._status, self._headers, self._encoding, self._taken())
        self._settle()
        assert waiter is not None
        assert self._transport is not None
        if waiter.done():
            keep_alive = False  # cancelled, and about to leave
        else:
            waiter.set_result(answer)
        self._leave()
        if keep_alive and not self._transport.get_write_buffer_size() and not self._transport.is_closing():
            self.idle_since = self._loop.time()
            self._on_idle(self)
        else:
            self._end(ConnectionLost("not kept alive"))

    def _expire(self) -> None:
        self._end(TimedOut("the response was not complete in time"))

    def _end(self, failure: HttpFailure) -> None:
        """Tell whoever waits, and let go of the socket at once."""
        waiter = self._waiter
        self._settle()
        if waiter is not None and not waiter.done():
            waiter.set_exception(failure)
        self._leave()
        if self.gone:
            return
        self.gone = True
        self._limit.close()
        if self._transport is not None:
            self._transport.abort()
        self._taken()
        self._on_gone(self)

    def _settle(self) -> None:
        self._waiter = None
        self._limit.off()

    def _leave(self) -> None:
        """Let others bring large responses; who waits for this one has been told before."""
        if self._large:
            self._large = False
            self._inflow.leave(self)

    def _taken(self) -> bytes:
        """The body, which is the connection's no longer."""
        parts, buffer = self._body, self._buffer
        self._body, self._buffer = [], None
        if buffer is not None:
            return buffer.getvalue()  # the buffer itself, not a copy
        return parts[0] if len(parts) == 1 else b"".join(parts)
