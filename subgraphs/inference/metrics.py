"""What this service measures besides its requests; labels are bounded."""

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class InferenceMetrics:
    """Counters and histograms in the process's registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.cache = Counter(
            "hansa_inference_cache", "Look-ups and failures of the completion cache.", ["outcome"], registry=registry
        )
        self.completions = Counter(
            "hansa_inference_completions",
            "Completions by outcome: ok or an error code.",
            ["outcome"],
            registry=registry,
        )
        self.tokens = Counter(
            "hansa_inference_tokens", "Tokens read (prompt) and written (completion).", ["kind"], registry=registry
        )
        self.seconds = Histogram(
            "hansa_inference_completion_duration_seconds",
            "Waiting for a slot and computing a completion.",
            buckets=_SECONDS,
            registry=registry,
        )
