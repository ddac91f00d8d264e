"""One trace through a screen and every operation it sends; counts and log lines of operations."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.bff.client import Front
from tests.bff.standin import StandIn

TRACE = "0af7651916cd43dd8448eb211c80319c"
HOME = "query Start { home { collections { documents { title owner { name } } } } }"


async def test_every_operation_carries_the_clients_trace_and_request_id(
    web: Front, gateway: StandIn, spans: InMemorySpanExporter
) -> None:
    headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "x-request-id": "r-1"}
    await web.http.post("/graphql", json={"query": HOME}, headers=headers)
    assert gateway.names == ["Collections", "DocumentCards", "People"]
    assert {seen.headers["x-request-id"] for seen in gateway.seen} == {"r-1"}
    assert {seen.headers["traceparent"].split("-")[1] for seen in gateway.seen} == {TRACE}
    sent = [span.name for span in spans.get_finished_spans() if span.name.startswith("operation")]
    assert sent == ["operation Collections", "operation DocumentCards", "operation People"]


async def test_the_servers_span_is_named_after_the_clients_operation(web: Front, spans: InMemorySpanExporter) -> None:
    await web.data(HOME)
    server = spans.get_finished_spans()[-1]
    assert (server.name, (server.attributes or {})["graphql.operation.name"]) == ("query", "Start")


async def test_operations_are_counted_by_name_and_outcome(web: Front, gateway: StandIn) -> None:
    def count(operation: str, outcome: str) -> float | None:
        labels = {"operation": operation, "outcome": outcome}
        return web.metrics.registry.get_sample_value("hansa_bff_operations_total", labels)

    await web.data(HOME)
    gateway.world.rag_down = True
    await web.ask(HOME)
    assert count("Collections", "ok") == 1
    assert count("Collections", "SUBGRAPH_UNREACHABLE") == 1


async def test_a_failed_operation_is_logged_once_however_many_rows_wait_for_it(
    web: Front, gateway: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    rows = "{ home(documents: 20) { collections { documents { owner { name } } } } }"
    gateway.refuses = "People"
    result = await web.ask(rows)
    (error,) = result["errors"]
    assert len(error["extensions"]["paths"]) == 40
    logged = [record for record in caplog.records if record.name == "gateway.bff.observation"]
    assert [(record.getMessage(), record.__dict__["operation"]) for record in logged] == [
        ("The gateway answered People with status 503 and no GraphQL response.", "People")
    ]
