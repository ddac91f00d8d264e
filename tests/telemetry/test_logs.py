"""A log line is one JSON object, and no secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from gateway.telemetry import configure_logging
from gateway.telemetry.context import request_id_var
from gateway.telemetry.logs import JsonFormatter, redact
from gateway.telemetry.tracing import tracer

TOKEN = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJ1c2VyLTEifQ.c2lnbmF0dXJl"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.level, root.handlers[:]
    text = io.StringIO()
    configure_logging("users", stream=text)
    yield text
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    logging.captureWarnings(False)


def last(stream: io.StringIO) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(stream.getvalue().splitlines()[-1])
    return line


def test_a_line_has_its_fields(stream: io.StringIO) -> None:
    logging.getLogger("a.b").info("%d rows\nread", 3, extra={"rows": 3, "took": 0.5, "of": {"x": [1, None]}})
    line = last(stream)
    assert line.pop("ts").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "a.b",
        "message": "3 rows\nread",
        "service": "users",
        "rows": 3,
        "took": 0.5,
        "of": {"x": [1, None]},
    }


def test_the_ids_of_the_request_are_on_it(stream: io.StringIO, spans: InMemorySpanExporter) -> None:
    token = request_id_var.set("r-1")
    with tracer().start_as_current_span("query") as span:
        logging.getLogger("a").info("hello")
    request_id_var.reset(token)
    line = last(stream)
    assert line["request_id"] == "r-1"
    assert line["trace_id"] == f"{span.get_span_context().trace_id:032x}"
    assert line["span_id"] == f"{span.get_span_context().span_id:016x}"


def test_a_traceback_is_one_field(stream: io.StringIO) -> None:
    try:
        raise ValueError(f"cannot use {TOKEN}")
    except ValueError:
        logging.getLogger("a").exception("it failed")
    assert len(stream.getvalue().splitlines()) == 1
    assert last(stream)["exception"].endswith("ValueError: cannot use [redacted]")


@pytest.mark.parametrize(
    "name",
    [
        "authorization",
        "Cookie",
        "password",
        "client_secret",
        "secret_hash",
        "access_token",
        "token",
        "api_key",
        "apikey",
    ],
)
def test_fields_with_telling_names_are_redacted(stream: io.StringIO, name: str) -> None:
    logging.getLogger("a").info("hello", extra={name: "hunter2", "headers": {name: "hunter2"}})
    assert "hunter2" not in stream.getvalue()
    assert last(stream)["headers"] == {name: "[redacted]"}


@pytest.mark.parametrize("name", ["tokens", "max_tokens", "tokenizer", "status", "path"])
def test_harmless_names_are_not(stream: io.StringIO, name: str) -> None:
    logging.getLogger("a").info("hello", extra={name: 7})
    assert last(stream)[name] == 7


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"got {TOKEN}!", "got [redacted]!"),
        (f"Authorization: Bearer {TOKEN}", "Authorization: [redacted]"),
        ("header basic dXNlcjpwYXNzd29yZA==", "header [redacted]"),
        ("a bearer of good news", "a bearer of good news"),
        ("eyJ is how they begin", "eyJ is how they begin"),
    ],
)
def test_tokens_are_redacted_wherever_they_are(text: str, clean: str) -> None:
    assert redact(text) == clean


def test_tokens_in_messages_arguments_and_nested_values_are_redacted(stream: io.StringIO) -> None:
    logging.getLogger("a").warning(
        "got %s", TOKEN, extra={"list": [{"x": f"Bearer {TOKEN}"}], "object": Exception(TOKEN)}
    )
    assert "eyJ" not in stream.getvalue()


def test_a_message_that_does_not_format_is_still_a_line() -> None:
    record = logging.LogRecord("a", logging.INFO, "", 1, "%d", ("x",), None)
    assert json.loads(JsonFormatter("users").format(record))["message"] == "%d"


def test_uvicorns_lines_are_ours(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.", extra={"color_message": "\x1b[1m"})
    assert last(stream)["logger"] == "uvicorn.error"
    assert "color_message" not in last(stream)
