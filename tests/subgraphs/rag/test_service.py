"""rag as a process of its own: started, asked over HTTP, stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import httpx2
import pytest


class Process:
    """A running `python -m subgraphs.rag` on ports of the system's choosing, known from its log."""

    def __init__(self, data: Path, samples: Path) -> None:
        environment = {
            **os.environ,
            "HANSA_DATA_DIR": str(data),
            "HANSA_SAMPLE_DOCUMENTS": str(samples),
            "HANSA_RAG_PORT": "0",
            "HANSA_RAG_ADMIN_PORT": "0",
            "HANSA_AUTH_ISSUER": "http://127.0.0.1:9",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "subgraphs.rag"], env=environment, stderr=subprocess.PIPE, text=True
        )
        self.lines: Queue[dict[str, Any]] = Queue()
        threading.Thread(target=self._read, daemon=True).start()
        listening = self.line("listening")
        self.url, self.admin = listening["url"], listening["admin"]

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.put(json.loads(line))

    def line(self, beginning: str) -> dict[str, Any]:
        """The next log line that begins so."""
        while True:
            line = self.lines.get(timeout=60)
            if line["message"].startswith(beginning):
                return line

    def ask(self, query: str, **headers: str) -> httpx2.Response:
        return httpx2.post(f"{self.url}/graphql", json={"query": query}, headers=headers, timeout=30)


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "cog.md").write_text("# Cogs\n\nA cog is a ship with one mast.\n")
    process = Process(tmp_path / "data", samples)
    yield process
    process.process.kill()
    process.process.wait()


def test_it_starts_answers_and_stops(process: Process) -> None:
    process.line("loaded 1 sample documents")
    ready = httpx2.get(f"{process.admin}/ready", timeout=30)
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    answer = process.ask('{ search(query: "mast") { hits { chunk { document { title } } } } }').json()
    assert answer == {"data": {"search": {"hits": [{"chunk": {"document": {"title": "Cogs"}}}]}}}
    process.process.send_signal(signal.SIGTERM)
    assert process.process.wait(30) == 0


def test_a_bearer_that_cannot_be_checked_is_never_taken_for_anonymous(process: Process) -> None:
    assert process.ask("{ collections { id } }", authorization="Bearer nonsense").status_code == 401


def test_a_body_that_is_too_large_is_refused(process: Process) -> None:
    assert process.ask("{ collections { id } }" + " " * (5 * 2**20)).status_code == 413


def test_a_bad_setting_is_one_line_and_exit_1(tmp_path: Path) -> None:
    environment = {**os.environ, "HANSA_DATA_DIR": str(tmp_path), "HANSA_RAG_PORT": "many"}
    finished = subprocess.run(
        [sys.executable, "-m", "subgraphs.rag"], env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 1
    [line] = finished.stderr.strip().splitlines()
    assert "HANSA_RAG_PORT" in json.loads(line)["message"]
