"""The engine's stages as spans and a histogram: the `Observer` port of `gateway.execution.ports`.

A request that is not sampled makes no spans.
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from types import TracebackType

from opentelemetry import trace
from prometheus_client import Histogram

from gateway.telemetry.context import worth_a_span
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.tracing import tracer


class TracingObserver:
    """Makes an INTERNAL span `graphql.<stage>` below the request's span, and measures the stage.

    Args:
        metrics: the process's metrics.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._tracer = tracer()
        self._seconds: dict[str, Histogram] = {}

    def stage(self, name: str) -> AbstractContextManager[None]:
        """A context manager around one stage; `name` is e.g. `parse`, `plan` or `execute`."""
        seconds = self._seconds.get(name)
        if seconds is None:
            seconds = self._seconds[name] = self._metrics.stage_seconds.labels(name)
        span = self._tracer.start_as_current_span(f"graphql.{name}") if worth_a_span() else None
        return _Stage(seconds, span)


class _Stage:
    """Measures, within `span` if there is one."""

    __slots__ = ("_began", "_seconds", "_span")

    def __init__(self, seconds: Histogram, span: AbstractContextManager[trace.Span] | None) -> None:
        self._seconds = seconds
        self._span = span

    def __enter__(self) -> None:
        if self._span is not None:
            self._span.__enter__()
        self._began = time.perf_counter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._seconds.observe(time.perf_counter() - self._began)
        if self._span is not None:
            self._span.__exit__(kind, error, traceback)
