"""Spans as JSON lines in a file, for a machine without a collector.

A batch is one write to a file opened for that write, so that deleting or moving the file is harmless.  At the size
limit the file becomes `<name>.1` and a new one begins: never more than twice the limit on disk.  A failed write (full
disk, no permission) loses spans, leaves no half line, warns once, and never reaches the service.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

logger = logging.getLogger(__name__)


class SpanFile(SpanExporter):
    """Appends ended spans to `path`.

    Args:
        path: its directory is made when missing.
        max_bytes: size at which the file is rotated.
    """

    def __init__(self, path: Path, *, max_bytes: int) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._failing = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        lines = b"".join(msgspec.json.encode(_describe(span), enc_hook=str) + b"\n" for span in spans)
        try:
            self._append(lines)
        except OSError as error:
            if not self._failing:
                logger.warning("spans are lost: cannot write %s: %s", self._path, error.strerror or error)
            self._failing = True
            return SpanExportResult.FAILURE
        self._failing = False
        return SpanExportResult.SUCCESS

    def _append(self, lines: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with open(self._path, "ab", buffering=0) as file:
            before = file.tell()
            try:
                _write_all(file.fileno(), lines)
            except OSError:
                with contextlib.suppress(OSError):
                    file.truncate(before)
                raise
            size = file.tell()
        if size >= self._max_bytes:
            os.replace(self._path, self._path.with_name(self._path.name + ".1"))


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _describe(span: ReadableSpan) -> dict[str, Any]:
    context = span.get_span_context()
    started, ended = span.start_time or 0, span.end_time or 0
    line: dict[str, Any] = {
        "trace_id": f"{context.trace_id:032x}" if context else None,
        "span_id": f"{context.span_id:016x}" if context else None,
        "parent_span_id": f"{span.parent.span_id:016x}" if span.parent else None,
        "service": span.resource.attributes.get("service.name"),
        "name": span.name,
        "kind": span.kind.name.lower(),
        "start": datetime.fromtimestamp(started / 1e9, UTC).isoformat(timespec="microseconds"),
        "duration_ms": round((ended - started) / 1e6, 3),
        "status": span.status.status_code.name.lower(),
        "attributes": dict(span.attributes or {}),
    }
    if span.status.description:
        line["status_message"] = span.status.description
    if span.events:
        line["events"] = [{"name": event.name, "attributes": dict(event.attributes or {})} for event in span.events]
    return line
