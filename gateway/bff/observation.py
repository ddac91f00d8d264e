"""Telemetry of the operations that a BFF sends: a CLIENT span each, a count by outcome, and how long they took.

A failed operation is logged here, once, however many rows of the screen wait for it.  The names of registered
operations are few and known, so they may be labels.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from prometheus_client import CollectorRegistry, Counter, Histogram

from gateway.bff.errors import GatewayError
from gateway.bff.operations import Operation
from gateway.telemetry import current_trace_headers
from gateway.telemetry.tracing import tracer

logger = logging.getLogger(__name__)

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class OperationTelemetry:
    """Watches operations, one object a process.

    Args:
        registry: of the process's metrics.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._tracer = tracer()
        self._sent = Counter(
            "hansa_bff_operations",
            "Registered operations sent to the gateway; outcome is ok, cancelled or an error code.",
            ["operation", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "hansa_bff_operation_duration_seconds",
            "Time until the gateway answered an operation.",
            ["operation"],
            buckets=_SECONDS,
            registry=registry,
        )

    @contextmanager
    def watch(self, operation: Operation) -> Iterator[dict[str, str]]:
        """Around one call; yields the headers that carry the trace and the request id to the gateway."""
        began = time.perf_counter()
        outcome = "ok"
        with self._tracer.start_as_current_span(
            f"operation {operation.name}",
            kind=trace.SpanKind.CLIENT,
            attributes={"graphql.operation.name": operation.name, "graphql.operation.type": operation.kind},
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield dict(current_trace_headers())
            except GatewayError as error:
                outcome = error.code
                logger.warning(
                    "%s", error.message, extra={"operation": operation.name, "code": error.code, "detail": error.detail}
                )
                span.set_status(trace.StatusCode.ERROR, error.message)
                raise
            except asyncio.CancelledError:
                outcome = "cancelled"
                raise
            finally:
                if outcome != "ok":
                    span.set_attribute("error.type", outcome)
                self._sent.labels(operation.name, outcome).inc()
                self._seconds.labels(operation.name).observe(time.perf_counter() - began)
