"""A real process on the service kit, watched from outside: ports, readiness, logs, spans, signals."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

PROGRAM = """
import asyncio, logging, sys
from gateway.telemetry import Address, Metrics, Service, StartError, main

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        raise RuntimeError("no lifespan")
    if scope["path"] == "/slow":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        await asyncio.sleep(0.5)
        await send({"type": "http.response.body", "body": b"z"})
        return
    if scope["path"] == "/stuck":
        logging.getLogger("app").info("stuck")
        await asyncio.Event().wait()
    if scope["path"] == "/broken":
        raise RuntimeError("a secret: Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln")
    logging.getLogger("app").info("hello", extra={"authorization": "Bearer abc", "answer": 42})
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})

async def ready():
    return {"store": "empty"} if "--unready" in sys.argv else {}

def build():
    address = Address.from_environment("probe", port=0, admin_port=0)
    return Service("probe", app, address.host, address.port, address.admin_port, ready)

main("probe", build)
"""


class Probe:
    """The running program and the log lines it has written so far."""

    def __init__(self, data_dir: Path, *arguments: str, **environment: str) -> None:
        self.data_dir = data_dir
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "HANSA_DATA_DIR": str(data_dir), **environment},
        )
        self.lines: list[dict[str, Any]] = []

    def wait_for(self, message: str) -> dict[str, Any]:
        assert self.process.stderr is not None
        for text in self.process.stderr:
            self.lines.append(json.loads(text))
            if self.lines[-1]["message"].startswith(message):
                return self.lines[-1]
        raise AssertionError(f"no {message!r} in {self.lines}")

    def listening(self) -> tuple[str, str]:
        line = self.wait_for("listening")
        return line["url"], line["admin"]

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        _, rest = self.process.communicate(timeout=20)
        self.lines += [json.loads(text) for text in rest.splitlines()]
        return self.process.returncode

    def spans(self) -> list[dict[str, Any]]:
        text = (self.data_dir / "traces" / "probe.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def probe(tmp_path: Path) -> Iterator[Probe]:
    running = Probe(tmp_path)
    yield running
    running.stop()


def test_a_request_is_one_span_one_access_line_and_two_headers(probe: Probe) -> None:
    url, _ = probe.listening()
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    response = httpx2.get(url + "/x?secret=1", headers={"traceparent": parent, "x-request-id": "r-1"})
    assert response.headers["x-request-id"] == "r-1"
    assert response.headers["x-trace-id"] == "0af7651916cd43dd8448eb211c80319c"
    assert probe.stop() == 0
    [span] = probe.spans()
    assert (span["trace_id"], span["parent_span_id"]) == ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")
    assert (span["service"], span["kind"], span["name"]) == ("probe", "server", "GET")
    line = next(line for line in probe.lines if line["logger"] == "hansa.access")
    assert (line["path"], line["status"], line["request_id"], line["bytes"]) == ("/x", 200, "r-1", 2)
    assert (line["trace_id"], line["span_id"]) == (span["trace_id"], span["span_id"])
    hello = next(line for line in probe.lines if line["message"] == "hello")
    assert (hello["answer"], hello["authorization"], hello["trace_id"]) == (42, "[redacted]", span["trace_id"])


def test_an_error_of_the_app_is_a_500_and_one_line_without_the_secret(probe: Probe) -> None:
    url, _ = probe.listening()
    response = httpx2.get(url + "/broken")
    assert response.status_code == 500
    [error] = response.json()["errors"]
    assert error["extensions"] == {
        "code": "INTERNAL_SERVER_ERROR",
        "requestId": response.headers["x-request-id"],
    }
    probe.stop()
    [line] = [line for line in probe.lines if line["level"] == "error"]
    assert "RuntimeError: a secret: [redacted]" in line["exception"]
    assert probe.spans()[0]["status"] == "error"


def test_the_admin_port_answers_live_ready_and_metrics(probe: Probe) -> None:
    url, admin = probe.listening()
    httpx2.get(url + "/")
    assert httpx2.get(admin + "/live").json() == {"service": "probe", "status": "live"}
    assert httpx2.get(admin + "/ready").json() == {"service": "probe", "status": "ready"}
    metrics = httpx2.get(admin + "/metrics").text
    assert 'hansa_http_requests_total{method="GET",status="200"} 1.0' in metrics
    assert "process_resident_memory_bytes" in metrics


def test_ready_names_the_problems(tmp_path: Path) -> None:
    probe = Probe(tmp_path, "--unready")
    _, admin = probe.listening()
    response = httpx2.get(admin + "/ready")
    probe.stop()
    assert response.status_code == 503
    assert response.json()["problems"] == {"store": "empty"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_open_requests_finish(probe: Probe, number: int) -> None:
    url, _ = probe.listening()
    with httpx2.stream("GET", url + "/slow") as response:
        probe.process.send_signal(number)
        assert response.read() == b"az"
    assert probe.stop() == 0
    assert probe.lines[-1]["message"] == "stopped"


def test_a_request_that_never_ends_does_not_keep_the_process(tmp_path: Path) -> None:
    probe = Probe(tmp_path, HANSA_SHUTDOWN_SECONDS="1")
    url, _ = probe.listening()
    with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))) as connection:
        connection.sendall(b"GET /stuck HTTP/1.1\r\nhost: test\r\n\r\n")
        probe.wait_for("stuck")
        assert probe.stop() == 0
    assert probe.lines[-1]["message"] == "stopped"


def test_a_busy_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        probe = Probe(tmp_path, HANSA_PROBE_PORT=port)
        assert probe.process.wait(timeout=20) == 1
        probe.stop()
    [line] = probe.lines
    assert line["message"] == f"cannot start: cannot listen on 127.0.0.1:{port}: Address already in use"


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("HANSA_PROBE_PORT", "http", "HANSA_PROBE_PORT must be a port from 0 to 65535, not 'http'"),
        ("HANSA_PROBE_HOST", "no such host", "cannot listen on no such host:0: "),
        ("HANSA_TRACES", "zipkin", "bad settings: traces: Input should be 'jsonl' or 'off'"),
    ],
)
def test_a_bad_setting_is_one_line(tmp_path: Path, variable: str, value: str, message: str) -> None:
    probe = Probe(tmp_path, **{variable: value})
    assert probe.process.wait(timeout=20) == 1
    probe.stop()
    [line] = probe.lines
    assert re.match(re.escape("cannot start: " + message), line["message"])
    assert "exception" not in line


def test_trace_files_that_cannot_be_written_are_one_warning(tmp_path: Path) -> None:
    (tmp_path / "traces").write_text("a file where the directory should be")
    probe = Probe(tmp_path)
    url, _ = probe.listening()
    assert httpx2.get(url + "/").status_code == 200
    assert probe.stop() == 0
    [warning] = [line for line in probe.lines if line["level"] == "warning"]
    assert warning["message"].startswith("spans are lost: cannot write")


def test_traces_can_be_off(tmp_path: Path) -> None:
    probe = Probe(tmp_path, HANSA_TRACES="off")
    url, _ = probe.listening()
    response = httpx2.get(url + "/")
    probe.stop()
    assert "x-request-id" in response.headers
    assert "x-trace-id" not in response.headers
    assert not (tmp_path / "traces").exists()


def test_a_collector_that_is_not_there_holds_nothing_up(tmp_path: Path) -> None:
    probe = Probe(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9")
    url, _ = probe.listening()
    assert httpx2.get(url + "/").headers["x-trace-id"]
    assert probe.stop() == 0
    assert not (tmp_path / "traces").exists()
