"""Traces, metrics, logs, and the service kit that gives them to every process alike.

`main`/`run` serve a `Service`; `TracedTransport` and `TracingObserver` watch the gateway's engine through its ports.
"""

from gateway.telemetry.address import Address
from gateway.telemetry.context import current_request_id, current_trace_headers, name_operation
from gateway.telemetry.logs import configure_logging
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.middleware import TelemetryMiddleware
from gateway.telemetry.observer import TracingObserver
from gateway.telemetry.place import Place
from gateway.telemetry.service import Service, main, run
from gateway.telemetry.settings import TelemetrySettings
from gateway.telemetry.start import StartError
from gateway.telemetry.subgraphs import TracedTransport, note_shared_fetch, note_shared_operation
from gateway.telemetry.supergraph import SupergraphMetrics

__all__ = [
    "Address",
    "Metrics",
    "Place",
    "Service",
    "StartError",
    "SupergraphMetrics",
    "TelemetryMiddleware",
    "TelemetrySettings",
    "TracedTransport",
    "TracingObserver",
    "configure_logging",
    "current_request_id",
    "current_trace_headers",
    "main",
    "name_operation",
    "note_shared_fetch",
    "note_shared_operation",
    "run",
]
