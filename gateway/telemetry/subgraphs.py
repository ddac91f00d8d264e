"""Telemetry around the port to subgraphs: a CLIENT span and metrics per fetch, and the trace handed on.

A decorator: what the engine calls is still a `SubgraphTransport`.  A request that is not sampled makes no spans; its
own trace context is handed on, so that the next service knows that it is not.
"""

from __future__ import annotations

import asyncio
import time

from opentelemetry import trace
from prometheus_client import Counter, Histogram

from gateway.execution.ports import SubgraphCall, SubgraphError, SubgraphTransport
from gateway.telemetry.context import current_trace_headers, worth_a_span
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
        self._answered: dict[str, tuple[Counter, Histogram]] = {}

    async def send(self, call: SubgraphCall) -> bytes:
        """Raises SubgraphError, as the transport does."""
        began = time.perf_counter()
        try:
            body = await (self._recorded(call) if worth_a_span() else self._transport.send(_with_trace(call)))
        except SubgraphError as error:
            self._count(call.subgraph, error.code, began)
            raise
        except asyncio.CancelledError:
            self._count(call.subgraph, "cancelled", began)
            raise
        answered = self._answered.get(call.subgraph)
        if answered is None:
            answered = self._answered[call.subgraph] = self._metrics_of(call.subgraph, "ok")
        answered[0].inc()
        answered[1].observe(time.perf_counter() - began)
        return body

    async def _recorded(self, call: SubgraphCall) -> bytes:
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
            except SubgraphError as error:
                span.set_attribute("error.type", error.code)
                span.set_status(trace.StatusCode.ERROR, error.message)
                raise
            except asyncio.CancelledError:
                span.set_attribute("error.type", "cancelled")
                raise
            span.set_attribute("http.response.body.size", len(body))
            return body

    def _count(self, subgraph: str, outcome: str, began: float) -> None:
        fetches, seconds = self._metrics_of(subgraph, outcome)
        fetches.inc()
        seconds.observe(time.perf_counter() - began)

    def _metrics_of(self, subgraph: str, outcome: str) -> tuple[Counter, Histogram]:
        return self._metrics.fetches.labels(subgraph, outcome), self._metrics.fetch_seconds.labels(subgraph)


def note_shared_fetch(subgraph: str, metrics: Metrics) -> None:
    """Count a fetch that joined another's, and tell it on the current span, since it has none of its own."""
    metrics.shared_fetches.labels(subgraph).inc()
    trace.get_current_span().add_event("fetch shared", {"hansa.subgraph": subgraph})


def note_shared_operation(metrics: Metrics) -> None:
    """Count an operation that joined another's execution, and tell it on the current span."""
    metrics.shared_operations.inc()
    trace.get_current_span().add_event("operation shared")


def _with_trace(call: SubgraphCall) -> SubgraphCall:
    headers = {**call.headers, **current_trace_headers()}
    return SubgraphCall(call.subgraph, call.body, call.kind, headers, call.deadline)
