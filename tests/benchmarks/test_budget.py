"""Samples are sorted by their innermost known frame, and a thread's time is shared out by its samples."""

from __future__ import annotations

import pytest

from tests.benchmarks.budget import part, shares
from tests.benchmarks.report import ratio
from tests.benchmarks.results import Measurement, Results


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        (["run (uvicorn/server.py:1)", "send (gateway/upstream/client.py:5)"], "HTTP client"),
        (["send (gateway/telemetry/subgraphs.py:2)", "start (trace/__init__.py:9)"], "telemetry of stages and fetches"),
        (["x (gateway/request/endpoint.py:1)", "encode_result (gateway/request/responses.py:4)"], "JSON encode"),
        (["main (somewhere.py:1)"], "other"),
    ],
)
def test_the_innermost_known_frame_decides(frames: list[str], expected: str) -> None:
    assert part(frames) == expected


def test_the_main_threads_time_is_shared_by_its_samples_and_other_threads_keep_theirs() -> None:
    samples = [
        "thread (1): MainThread;x (gateway/execution/projection.py:3) 3",
        "thread (1): MainThread;x (gateway/upstream/client.py:3) 1",
        "thread (2): other;x (gateway/upstream/client.py:3) 5",
    ]
    found = shares(samples, {"77": 100.0, "pyreqwest": 40.0}, 77)
    assert found == {"projection": 75.0, "thread pyreqwest": 40.0, "HTTP client": 25.0}


def test_ratios_are_the_median_of_the_rounds() -> None:
    def measured(gateway: str, number: int, cpu: float) -> Measurement:
        return Measurement(gateway, "big", 1, number, 1, cpu, 1, 1, 1, 1, 1, 1)

    pairs = enumerate([(1.0, 4.0), (2.0, 2.0), (10.0, 30.0)])
    found = [measured(name, n, cpu) for n, both in pairs for name, cpu in zip(("hansa", "peer"), both, strict=True)]
    assert ratio(Results({}, {}, {}, {}, {}, [], found), "peer", "big", 1) == 3.0
