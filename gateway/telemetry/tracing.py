"""Tracing of a process: OpenTelemetry's SDK, to an OTLP collector when one is set, else to a file of JSON lines.

Instrumentation takes its tracer from OpenTelemetry's API (`tracer()`), so it costs next to nothing in a process or a
test where `start_tracing` was never called.
"""

from __future__ import annotations

import os
import socket
import threading
from importlib import metadata

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from gateway.telemetry.settings import TelemetrySettings
from gateway.telemetry.spanfile import SpanFile
from gateway.telemetry.start import StartError

_EXPORT_EVERY_MS = 1000
_FLUSH_SECONDS = 2.0


def tracer() -> trace.Tracer:
    """The tracer of Hansa's instrumentation; follows a provider that is installed later."""
    return trace.get_tracer("hansa")


def build_provider(service: str, exporter: SpanExporter) -> TracerProvider:
    """A provider that exports in batches from a thread; the sampler is `OTEL_TRACES_SAMPLER`'s."""
    provider = TracerProvider(resource=_resource(service), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=_EXPORT_EVERY_MS))
    return provider


def start_tracing(service: str, settings: TelemetrySettings, worker: str | None = None) -> TracerProvider | None:
    """Install the process's tracer provider; None when traces are off.  Each worker has a file of its own.

    Raises:
        StartError: a collector is set but the OTLP exporter is not installed.
    """
    if settings.traces == "off":
        return None
    file = service if worker is None else f"{service}-{worker}"
    provider = build_provider(service, _exporter(file, settings))
    trace.set_tracer_provider(provider)
    return provider


def stop_tracing(provider: TracerProvider | None) -> None:
    """Flush what is left, within two seconds: a dead collector must not hold up the end of a process."""
    if provider is None:
        return
    flush = threading.Thread(target=provider.shutdown, name="flush-spans", daemon=True)
    flush.start()
    flush.join(_FLUSH_SECONDS)


def _exporter(file: str, settings: TelemetrySettings) -> SpanExporter:
    if settings.otlp_endpoint:
        return _otlp_exporter(settings.otlp_endpoint)
    return SpanFile(settings.data_dir / "traces" / f"{file}.jsonl", max_bytes=settings.trace_file_bytes)


def _otlp_exporter(endpoint: str) -> SpanExporter:
    """To a collector; its address for traces alone, if the environment has one, is the SDK's to read."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise StartError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set but the exporter is not installed: pip install 'hansa[otlp]'"
        ) from error
    if os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
        return OTLPSpanExporter()
    return OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")


def _resource(service: str) -> Resource:
    return Resource.create(
        {
            "service.name": service,
            "service.namespace": "hansa",
            "service.version": _version(),
            "service.instance.id": f"{socket.gethostname()}-{os.getpid()}",
        }
    )


def _version() -> str:
    try:
        return metadata.version("hansa")
    except metadata.PackageNotFoundError:
        return "unknown"
