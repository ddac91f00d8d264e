"""Telemetry around the port to subgraphs: a CLIENT span and metrics per fetch, and the trace handed on.

A decorator: what the engine calls is still a `SubgraphTransport`.
"""

from __future__ import annotations

import asyncio
import time

from opentelemetry import trace

from gateway.execution.ports import SubgraphCall, SubgraphError, SubgraphTransport
from gateway.telemetry.context import current_trace_headers
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.tracing import tracer


class TracedTransport:
    """Sends through `transport`, with `traceparent` and `x-request-id` added to the call's headers.

    Args:
        transport: the port that does the work.
        metrics: the process's metrics.
    """

    def __init__(self, transport: SubgraphTransport, metrics: Metrics) -> None:
        self._transport = transport
        self._metrics = metrics
        self._tracer = tracer()

    async def send(self, call: SubgraphCall) -> bytes:
        """Raises SubgraphError, as the transport does."""
        began = time.perf_counter()
        outcome = "ok"
        attributes: dict[str, str | int] = {
            "hansa.subgraph": call.subgraph,
            "graphql.operation.type": call.kind,
            "http.request.body.size": len(call.body),
        }
        with self._tracer.start_as_current_span(
            f"fetch {call.subgraph}",
            kind=trace.SpanKind.CLIENT,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                body = await self._transport.send(_with_trace(call))
                span.set_attribute("http.response.body.size", len(body))
                return body
            except SubgraphError as error:
                outcome = error.code
                span.set_attribute("error.type", error.code)
                span.set_status(trace.StatusCode.ERROR, error.message)
                raise
            except asyncio.CancelledError:
                outcome = "cancelled"
                span.set_attribute("error.type", outcome)
                raise
            finally:
                self._metrics.fetches.labels(call.subgraph, outcome).inc()
                self._metrics.fetch_seconds.labels(call.subgraph).observe(time.perf_counter() - began)


def note_shared_fetch(subgraph: str, metrics: Metrics) -> None:
    """Count a fetch that joined another's, and tell it on the current span, since it has none of its own."""
    metrics.shared_fetches.labels(subgraph).inc()
    trace.get_current_span().add_event("fetch shared", {"hansa.subgraph": subgraph})


def _with_trace(call: SubgraphCall) -> SubgraphCall:
    headers = {**call.headers, **current_trace_headers()}
    return SubgraphCall(call.subgraph, call.body, call.kind, headers, call.deadline)
