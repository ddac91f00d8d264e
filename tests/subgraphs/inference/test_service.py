"""inference as a process of its own, without its model and without Valkey: started, asked, stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

SEARCH = {
    "__typename": "Search",
    "id": "s",
    "query": "q",
    "hits": [{"score": 1, "chunk": {"id": "c", "text": "A text."}}],
}
QUERY = """
query ($r: [_Any!]!) { models { name available } _entities(representations: $r) { ... on Search { answer { text } } } }
"""


@pytest.fixture
def process(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    environment = {
        **os.environ,
        "HANSA_DATA_DIR": str(tmp_path),
        "HANSA_MODEL_FILE": str(tmp_path / "missing.gguf"),
        "HANSA_INFERENCE_PORT": "0",
        "HANSA_INFERENCE_ADMIN_PORT": "0",
        "HANSA_VALKEY_URL": "redis://127.0.0.1:9/0",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "subgraphs.inference"], env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    lines = (json.loads(line) for line in process.stderr)
    listening = next(line for line in lines if line["message"] == "listening")
    yield process, listening["url"], listening["admin"]
    process.kill()
    process.wait()


def test_it_runs_without_its_model_and_only_the_models_fields_fail(
    process: tuple[subprocess.Popen[str], str, str],
) -> None:
    running, url, admin = process
    answer = httpx2.post(f"{url}/graphql", json={"query": QUERY, "variables": {"r": [SEARCH]}}, timeout=30).json()
    assert answer["data"] == {
        "models": [{"name": "SmolLM2 135M Instruct", "available": False}],
        "_entities": [{"answer": None}],
    }
    [error] = answer["errors"]
    assert error["path"] == ["_entities", 0, "answer"]
    assert error["message"] == "the model file missing.gguf is missing; `python deploy/model/fetch.py` brings it"
    assert error["extensions"] == {"code": "MODEL_UNAVAILABLE"}
    assert httpx2.get(f"{admin}/ready", timeout=30).json()["status"] == "ready"
    metrics = httpx2.get(f"{admin}/metrics", timeout=30).text
    assert 'hansa_inference_completions_total{outcome="MODEL_UNAVAILABLE"}' in metrics
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 0
