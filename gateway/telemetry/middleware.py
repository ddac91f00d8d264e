"""The outermost layer of every service: request id, SERVER span, access log, metrics, and an answer when the app fails.

Plain ASGI, one span per request and nothing per message.  The response gains `x-request-id` and `x-trace-id`; paths
are logged without their query string, which may hold variables.
"""

from __future__ import annotations

import logging
import time

import msgspec
from opentelemetry import context as otel
from opentelemetry import trace
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.telemetry.context import PROPAGATOR, accept_request_id, onward_var, request_id_var, server_span_var
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.tracing import tracer

access = logging.getLogger("hansa.access")
logger = logging.getLogger(__name__)

ROUTINE = "hansa.routine"
"""What an application sets in the scope of requests that a page makes by itself again and again: logged as `debug`."""

_METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "WEBSOCKET"})


class TelemetryMiddleware:
    """Wraps `app` with everything that is measured about a request.

    Args:
        app: the service's application; an exception out of it becomes a 500 in GraphQL's shape.
        metrics: the process's metrics.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._tracer = tracer()
        self._open = 0
        metrics.in_flight.set_function(lambda: self._open)
        self._counted: dict[tuple[str, int], tuple[Counter, Histogram | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send)
        span = self._tracer.start_span(
            exchange.method,
            context=PROPAGATOR.extract(exchange.parent, otel.Context()),
            kind=trace.SpanKind.SERVER,
            attributes={
                "http.request.method": exchange.method,
                "url.path": exchange.path,
                "hansa.request_id": exchange.request_id,
            },
        )
        exchange.add_headers(span)
        tokens = request_id_var.set(exchange.request_id), server_span_var.set(span), onward_var.set({})
        current = otel.attach(trace.set_span_in_context(span))
        self._open += 1
        try:
            await self._answer(exchange, scope, receive)
        finally:
            self._open -= 1
            self._record(scope, exchange, span)
            span.end()
            otel.detach(current)
            request_id_var.reset(tokens[0])
            server_span_var.reset(tokens[1])
            onward_var.reset(tokens[2])

    async def _answer(self, exchange: _Exchange, scope: Scope, receive: Receive) -> None:
        try:
            await self._app(scope, receive, exchange.send)
        except Exception:
            if exchange.started or scope["type"] != "http":
                raise
            logger.exception("unexpected error while answering a request")
            await exchange.fail()

    def _record(self, scope: Scope, exchange: _Exchange, span: trace.Span) -> None:
        seconds = time.perf_counter() - exchange.began
        status = exchange.status
        counted = self._counted.get((exchange.method, status)) or self._count(exchange.method, status)
        counted[0].inc()
        if counted[1] is not None:
            counted[1].observe(seconds)
        if span.is_recording():
            span.set_attribute("http.response.status_code", status)
            if status >= 500:
                span.set_status(trace.StatusCode.ERROR)
        level = logging.DEBUG if scope.get(ROUTINE) else logging.INFO
        if access.isEnabledFor(level):
            self._log(level, exchange, seconds)

    def _count(self, method: str, status: int) -> tuple[Counter, Histogram | None]:
        """What counts requests of a method that end with a status; methods and statuses are few."""
        seconds = None if method == "WEBSOCKET" else self._metrics.request_seconds.labels(method)
        counted = self._metrics.requests.labels(method, str(status)), seconds
        self._counted[method, status] = counted
        return counted

    def _log(self, level: int, exchange: _Exchange, seconds: float) -> None:
        access.log(
            level,
            "%s %s %d",
            exchange.method,
            exchange.path,
            exchange.status,
            extra={
                "method": exchange.method,
                "path": exchange.path,
                "status": exchange.status,
                "duration_ms": round(seconds * 1000, 2),
                "bytes": exchange.sent_bytes,
                "client": exchange.client,
            },
        )


class _Exchange:
    """One request and what has been sent for it so far; status 499 when the client left before an answer."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.began = time.perf_counter()
        method = "WEBSOCKET" if scope["type"] == "websocket" else scope["method"]
        self.method: str = method if method in _METHODS else "_OTHER"
        self.path: str = scope["path"][:256]
        client = scope.get("client")
        self.client: str | None = client[0] if client else None
        self.parent: dict[str, str] = {}
        self.status = 499
        self.started = False
        self.sent_bytes = 0
        self._send = send
        given_id: str | None = None
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                given_id = value.decode("latin-1")
            elif name in (b"traceparent", b"tracestate"):
                self.parent[name.decode()] = value.decode("latin-1")
        self.request_id = accept_request_id(given_id)
        self._headers: list[tuple[bytes, bytes]] = [(b"x-request-id", self.request_id.encode())]

    def add_headers(self, span: trace.Span) -> None:
        context = span.get_span_context()
        if context.is_valid:
            self._headers.append((b"x-trace-id", f"{context.trace_id:032x}".encode()))

    async def send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.body":
            self.sent_bytes += len(message.get("body", b""))
        elif kind in ("http.response.start", "websocket.accept"):
            self.started = True
            self.status = message.get("status", 101)
            message["headers"] = [*message.get("headers", ()), *self._headers]
        elif kind == "websocket.close" and not self.started:
            self.status = 403
        await self._send(message)

    async def fail(self) -> None:
        body = msgspec.json.encode(
            {
                "errors": [
                    {
                        "message": "Internal server error",
                        "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": self.request_id},
                    }
                ]
            }
        )
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await self.send({"type": "http.response.start", "status": 500, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})
