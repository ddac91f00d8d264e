"""One request seen by the middleware: ids, names, and clients that leave."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.telemetry import (
    Metrics,
    TelemetryMiddleware,
    current_request_id,
    current_trace_headers,
    name_operation,
)

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with what the request's context holds."""
    name_operation("query", "Ask")
    body = f"{current_request_id()} {current_trace_headers().get('traceparent')}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-own", b"1")]})
    await send({"type": "http.response.body", "body": body})


async def ask(app: ASGIApp, metrics: Metrics | None = None, method: str = "POST", **headers: str) -> httpx2.Response:
    wrapped = TelemetryMiddleware(app, metrics or Metrics())
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(wrapped), base_url="http://test") as client:
        return await client.request(method, "/graphql?query=secret", headers=sent)


@pytest.mark.parametrize("given", ["a", "7f3c-1.a_b~c:/+=@", "x" * 128])
async def test_a_sane_request_id_is_kept(given: str) -> None:
    response = await ask(echo, x_request_id=given)
    assert response.headers["x-request-id"] == given
    assert response.text.split()[0] == given


@pytest.mark.parametrize("given", ["", " ", "a b", "x" * 129, "a\tb", '"', "<script>", "-a", "é"])
async def test_any_other_is_replaced(given: str) -> None:
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(TelemetryMiddleware(echo, Metrics())), base_url="http://test"
    ) as client:
        response = await client.get("/", headers=[(b"x-request-id", given.encode())])
    assert len(response.headers["x-request-id"]) == 32
    assert response.headers["x-request-id"] == response.text.split()[0]


async def test_the_trace_goes_on_and_the_span_is_named_by_the_operation(spans: InMemorySpanExporter) -> None:
    response = await ask(echo, traceparent=PARENT, tracestate="vendor=1")
    [span] = spans.get_finished_spans()
    assert span.context is not None
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == "b7ad6b7169203331"
    assert span.context.trace_state.get("vendor") == "1"
    assert response.headers["x-trace-id"] == "0af7651916cd43dd8448eb211c80319c"
    assert response.headers["x-own"] == "1"
    assert f"0af7651916cd43dd8448eb211c80319c-{span.context.span_id:016x}" in response.text
    assert span.name == "query"
    assert span.attributes == {
        "http.request.method": "POST",
        "url.path": "/graphql",
        "hansa.request_id": response.headers["x-request-id"],
        "http.response.status_code": 200,
        "graphql.operation.type": "query",
        "graphql.operation.name": "Ask",
    }


@pytest.mark.parametrize("parent", ["", "00-0-0-00", "garbage", PARENT[:-1], PARENT.replace("-0af7", "-zzzz")])
async def test_a_malformed_trace_is_a_new_one(spans: InMemorySpanExporter, parent: str) -> None:
    await ask(echo, traceparent=parent)
    [span] = spans.get_finished_spans()
    assert span.parent is None


async def test_nothing_of_one_request_is_left_for_the_next(spans: InMemorySpanExporter) -> None:
    await ask(echo, x_request_id="r-1")
    assert current_request_id() is None
    assert current_trace_headers() == {}
    name_operation("query", "Nobody")


async def test_unknown_methods_do_not_make_new_series(spans: InMemorySpanExporter) -> None:
    metrics = Metrics()
    for method in ("PROPFIND", "BREW"):
        await ask(echo, metrics, method)
    labels = {"method": "_OTHER", "status": "200"}
    assert metrics.registry.get_sample_value("hansa_http_requests_total", labels) == 2
    assert metrics.registry.get_sample_value("hansa_http_requests_in_flight") == 0


async def test_a_client_that_leaves_is_status_499(spans: InMemorySpanExporter) -> None:
    metrics = Metrics()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.Event().wait()

    task = asyncio.create_task(ask(slow, metrics))
    while not metrics.registry.get_sample_value("hansa_http_requests_in_flight"):  # noqa: ASYNC110
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    labels = {"method": "POST", "status": "499"}
    assert metrics.registry.get_sample_value("hansa_http_requests_total", labels) == 1
    assert metrics.registry.get_sample_value("hansa_http_requests_in_flight") == 0
    assert len(spans.get_finished_spans()) == 1


def test_websockets_have_ids_and_a_span(spans: InMemorySpanExporter) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": str(current_request_id())})
        await send({"type": "websocket.close", "code": 1000})

    with TestClient(TelemetryMiddleware(app, Metrics())).websocket_connect("/graphql") as connection:
        headers: Any = dict(connection.extra_headers or [])
        assert connection.receive_text() == headers[b"x-request-id"].decode()
    [span] = spans.get_finished_spans()
    assert span.name == "WEBSOCKET"
