"""The metrics of a process, in Prometheus' model, in a registry of their own.

One `Metrics` object per process, made in its composition root and handed to whoever measures.  Labels are bounded:
methods are the known ones, subgraphs are the configured ones, paths and operation names are never labels.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Request, subgraph-fetch and stage metrics, and those of the process itself.

    Args:
        registry: where they are registered; `.registry` takes a service's own metrics as well.
    """

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry if registry is not None else CollectorRegistry()
        self.requests = Counter(
            "hansa_http_requests", "HTTP requests answered.", ["method", "status"], registry=self.registry
        )
        self.request_seconds = Histogram(
            "hansa_http_request_duration_seconds",
            "From the request's first byte to the response's last.",
            ["method"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.in_flight = Gauge("hansa_http_requests_in_flight", "HTTP requests being served.", registry=self.registry)
        self.fetches = Counter(
            "hansa_subgraph_fetches",
            "Requests to subgraphs; outcome is ok, cancelled or an error code.",
            ["subgraph", "outcome"],
            registry=self.registry,
        )
        self.fetch_seconds = Histogram(
            "hansa_subgraph_fetch_duration_seconds",
            "Time a request to a subgraph took.",
            ["subgraph"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.shared_fetches = Counter(
            "hansa_subgraph_fetches_shared",
            "Requests to subgraphs that were not sent, since an identical one was under way.",
            ["subgraph"],
            registry=self.registry,
        )
        self.shared_operations = Counter(
            "hansa_operations_shared",
            "Operations that were not executed, since an identical one was under way.",
            registry=self.registry,
        )
        self.stage_seconds = Histogram(
            "hansa_operation_stage_duration_seconds",
            "Time of the stages of an operation: parse, plan, execute.",
            ["stage"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
