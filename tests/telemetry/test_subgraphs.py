"""Telemetry around the port to subgraphs: spans, metrics, and the trace handed on."""

from __future__ import annotations

import asyncio

import pytest
from opentelemetry.context import attach, detach
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, StatusCode, TraceFlags, set_span_in_context
from prometheus_client import CollectorRegistry

from gateway.execution.ports import SubgraphCall, SubgraphError, SubgraphTransport
from gateway.telemetry import Metrics, TracedTransport, TracingObserver, note_shared_fetch
from gateway.telemetry.context import request_id_var, server_span_var
from gateway.telemetry.tracing import tracer

CALL = SubgraphCall("users", b'{"query":"{me{id}}"}', "query", {"authorization": "Bearer x"}, deadline=9.0)


class Answering:
    """Answers with `answer`, or raises it."""

    def __init__(self, answer: bytes | BaseException) -> None:
        self.answer = answer
        self.calls: list[SubgraphCall] = []

    async def send(self, call: SubgraphCall) -> bytes:
        self.calls.append(call)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def sample(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    return registry.get_sample_value(name, labels)


async def test_the_call_goes_on_with_the_trace(spans: InMemorySpanExporter, metrics: Metrics) -> None:
    below = Answering(b"{}")
    transport: SubgraphTransport = TracedTransport(below, metrics)
    token = request_id_var.set("r-1")
    with tracer().start_as_current_span("query") as root:
        assert await transport.send(CALL) == b"{}"
    request_id_var.reset(token)
    fetch, _ = spans.get_finished_spans()
    assert fetch.context is not None
    [sent] = below.calls
    assert sent.headers["authorization"] == "Bearer x"
    assert sent.headers["x-request-id"] == "r-1"
    version, trace_id, span_id, _ = sent.headers["traceparent"].split("-")
    assert (version, int(trace_id, 16), int(span_id, 16)) == (
        "00",
        root.get_span_context().trace_id,
        fetch.context.span_id,
    )
    assert (sent.subgraph, sent.body, sent.kind, sent.deadline) == ("users", CALL.body, "query", 9.0)
    assert "traceparent" not in CALL.headers
    assert (fetch.name, fetch.kind) == ("fetch users", SpanKind.CLIENT)
    assert fetch.attributes is not None
    assert fetch.attributes["hansa.subgraph"] == "users"
    assert "authorization" not in str(fetch.attributes)


async def test_a_failed_fetch_is_told_and_counted(spans: InMemorySpanExporter, metrics: Metrics) -> None:
    error = SubgraphError("SUBGRAPH_TIMEOUT", "users did not answer in time", detail="127.0.0.1:4101")
    with pytest.raises(SubgraphError) as raised:
        await TracedTransport(Answering(error), metrics).send(CALL)
    assert raised.value is error
    [span] = spans.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert span.attributes is not None
    assert span.attributes["error.type"] == "SUBGRAPH_TIMEOUT"
    name = "hansa_subgraph_fetches_total"
    assert sample(metrics.registry, name, subgraph="users", outcome="SUBGRAPH_TIMEOUT") == 1
    assert sample(metrics.registry, "hansa_subgraph_fetch_duration_seconds_count", subgraph="users") == 1


async def test_a_cancelled_fetch_is_counted_as_such(spans: InMemorySpanExporter, metrics: Metrics) -> None:
    with pytest.raises(asyncio.CancelledError):
        await TracedTransport(Answering(asyncio.CancelledError()), metrics).send(CALL)
    assert sample(metrics.registry, "hansa_subgraph_fetches_total", subgraph="users", outcome="cancelled") == 1
    assert len(spans.get_finished_spans()) == 1


def test_stages_are_spans_below_the_current_one_and_measured(spans: InMemorySpanExporter, metrics: Metrics) -> None:
    observer = TracingObserver(metrics)
    with tracer().start_as_current_span("query") as root:
        with observer.stage("plan"):
            pass
        with pytest.raises(ValueError, match="no"), observer.stage("execute"):
            raise ValueError("no")
    plan, execute, _ = spans.get_finished_spans()
    assert [plan.name, execute.name] == ["graphql.plan", "graphql.execute"]
    assert plan.parent is not None
    assert plan.parent.span_id == root.get_span_context().span_id
    assert execute.status.status_code is StatusCode.ERROR
    name = "hansa_operation_stage_duration_seconds_count"
    assert [sample(metrics.registry, name, stage=stage) for stage in ("plan", "execute")] == [1, 1]


def test_a_shared_fetch_is_counted_and_told_on_the_span_that_waits(
    spans: InMemorySpanExporter, metrics: Metrics
) -> None:
    with tracer().start_as_current_span("query"):
        note_shared_fetch("users", metrics)
    [query] = spans.get_finished_spans()
    assert [(event.name, dict(event.attributes or {})) for event in query.events] == [
        ("fetch shared", {"hansa.subgraph": "users"})
    ]
    assert sample(metrics.registry, "hansa_subgraph_fetches_shared_total", subgraph="users") == 1


async def test_a_request_that_is_not_sampled_has_no_spans_and_says_so_to_the_next_service(
    spans: InMemorySpanExporter, metrics: Metrics
) -> None:
    below = Answering(b"{}")
    unsampled = NonRecordingSpan(SpanContext(1, 2, is_remote=False, trace_flags=TraceFlags(0)))
    server, current = server_span_var.set(unsampled), attach(set_span_in_context(unsampled))
    with TracingObserver(metrics).stage("execute"):
        await TracedTransport(below, metrics).send(CALL)
    detach(current)
    server_span_var.reset(server)
    assert spans.get_finished_spans() == ()
    assert below.calls[0].headers["traceparent"] == f"00-{1:032x}-{2:016x}-00"
    name = "hansa_operation_stage_duration_seconds_count"
    assert sample(metrics.registry, name, stage="execute") == 1
    assert sample(metrics.registry, "hansa_subgraph_fetches_total", subgraph="users", outcome="ok") == 1
