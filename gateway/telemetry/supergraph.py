"""Metrics of the supergraph in force and of its replacements: what `gateway.execution.reload` reports."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from gateway.telemetry.metrics import Metrics

_OUTCOMES = ("swapped", "refused", "unreadable")


class SupergraphMetrics:
    """Registers with a process's metrics.

    Args:
        metrics: the process's metrics.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._info = Gauge(
            "hansa_supergraph_info",
            "1, with the beginning of the SHA-256 of the supergraph in force.",
            ["digest"],
            registry=metrics.registry,
        )
        self._since = Gauge(
            "hansa_supergraph_last_success_timestamp_seconds",
            "When the supergraph in force was put there, in Unix time.",
            registry=metrics.registry,
        )
        self._reloads = Counter(
            "hansa_supergraph_reloads",
            "Changes of the supergraph's file; outcome is swapped, refused or unreadable.",
            ["outcome"],
            registry=metrics.registry,
        )
        for outcome in _OUTCOMES:
            self._reloads.labels(outcome)

    def serving(self, digest: str) -> None:
        """The supergraph with this digest is in force since now."""
        self._info.clear()
        self._info.labels(digest).set(1)
        self._since.set_to_current_time()

    def attempted(self, outcome: str) -> None:
        """A change was dealt with."""
        self._reloads.labels(outcome).inc()
