"""Metrics of several workers on one page."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from gateway.workers.exposition import labelled, merged


@pytest.mark.parametrize(
    ("sample", "found"),
    [
        ("up 1.0", 'up{worker="2"} 1.0'),
        ('got_total{status="200"} 3.0', 'got_total{worker="2",status="200"} 3.0'),
        ('odd{text="a{b} 1"} 3.0', 'odd{worker="2",text="a{b} 1"} 3.0'),
        ("empty{} 1.0", 'empty{worker="2"} 1.0'),
    ],
)
def test_a_sample_gets_the_label_of_its_worker(sample: str, found: str) -> None:
    assert labelled(sample, "2") == found


def page(count: int, *, other: bool = False) -> str:
    registry = CollectorRegistry()
    Counter("requests", "Requests, in\nall.", ["status"], registry=registry).labels("200").inc(count)
    Histogram("seconds", "Time.", buckets=(1.0,), registry=registry).observe(0.5)
    if other:
        Counter("other", "Only here.", registry=registry).inc()
    return generate_latest(registry).decode()


def test_every_sample_of_every_worker_is_there_and_each_family_is_described_once() -> None:
    text = merged({"1": page(3), "2": page(4, other=True)})
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert set(families) == {"requests", "seconds", "other", "requests_created", "seconds_created", "other_created"}
    counted = {s.labels["worker"]: s.value for s in families["requests"].samples if s.name == "requests_total"}
    assert counted == {"1": 3.0, "2": 4.0}
    assert families["requests"].documentation == "Requests, in\nall."
    assert text.count("# HELP seconds ") == text.count("# TYPE seconds ") == 1
    assert {sample.labels["worker"] for sample in families["other"].samples} == {"2"}
