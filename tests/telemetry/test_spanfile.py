"""Spans in a file: whole lines, bounded size, and no harm when the disk is full."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.trace import SpanKind, StatusCode

from gateway.telemetry.spanfile import SpanFile

LOST = SpanExportResult.FAILURE
WRITTEN = SpanExportResult.SUCCESS


@pytest.fixture
def span() -> ReadableSpan:
    tracer = TracerProvider(resource=Resource({"service.name": "users"}), shutdown_on_exit=False).get_tracer("test")
    with tracer.start_as_current_span("query", kind=SpanKind.SERVER, attributes={"a": 1}) as root:
        root.add_event("retry", {"n": 2})
        child = tracer.start_span("fetch rag", attributes={"list": ["x", "y"]})
        child.set_status(StatusCode.ERROR, "no answer")
        child.end()
    assert isinstance(child, ReadableSpan)
    return child


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_span_is_one_line(tmp_path: Path, span: ReadableSpan) -> None:
    path = tmp_path / "traces" / "users.jsonl"
    assert SpanFile(path, max_bytes=10_000).export([span]) is WRITTEN
    [line] = lines(path)
    assert (len(line["trace_id"]), len(line["span_id"]), len(line["parent_span_id"])) == (32, 16, 16)
    assert (line["service"], line["name"], line["kind"]) == ("users", "fetch rag", "internal")
    assert (line["status"], line["status_message"]) == ("error", "no answer")
    assert line["attributes"] == {"list": ["x", "y"]}
    assert line["duration_ms"] >= 0


def test_never_more_than_twice_the_limit(tmp_path: Path, span: ReadableSpan) -> None:
    path = tmp_path / "users.jsonl"
    file = SpanFile(path, max_bytes=4096)
    for _ in range(200):
        file.export([span])
    kept = sorted(tmp_path.iterdir())
    assert [each.name for each in kept] == ["users.jsonl", "users.jsonl.1"]
    assert all(each.stat().st_size < 5000 for each in kept)
    assert lines(kept[0])
    assert lines(kept[1])


def test_a_full_disk_costs_spans_one_warning_and_no_half_line(
    tmp_path: Path, span: ReadableSpan, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "users.jsonl"
    file = SpanFile(path, max_bytes=10_000)
    assert file.export([span]) is WRITTEN
    whole = path.read_bytes()
    with files_of_at_most(len(whole) + 100):
        assert [file.export([span]) for _ in range(5)] == [LOST] * 5
    assert path.read_bytes() == whole
    assert [record.message for record in caplog.records] == [f"spans are lost: cannot write {path}: File too large"]
    assert file.export([span]) is WRITTEN
    assert len(lines(path)) == 2


def test_no_space_is_named(span: ReadableSpan, caplog: pytest.LogCaptureFixture) -> None:
    assert SpanFile(Path("/dev/full"), max_bytes=10_000).export([span]) is LOST
    assert "No space left on device" in caplog.text


def test_a_file_that_is_moved_away_is_made_anew(tmp_path: Path, span: ReadableSpan) -> None:
    path = tmp_path / "users.jsonl"
    file = SpanFile(path, max_bytes=10_000)
    file.export([span])
    path.rename(tmp_path / "old")
    file.export([span])
    assert len(lines(path)) == len(lines(tmp_path / "old")) == 1
