"""The engine's stages as spans and a histogram: the `Observer` port of `gateway.execution.ports`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

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

    def stage(self, name: str) -> AbstractContextManager[None]:
        """A context manager around one stage; `name` is e.g. `parse`, `plan` or `execute`."""
        return self._measure(name)

    @contextmanager
    def _measure(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        with self._tracer.start_as_current_span(f"graphql.{name}"):
            try:
                yield
            finally:
                self._metrics.stage_seconds.labels(name).observe(time.perf_counter() - began)
