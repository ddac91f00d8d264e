"""Where spans go: to an OTLP collector, to a file, or nowhere."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from gateway.telemetry import TelemetrySettings
from gateway.telemetry.tracing import _exporter, build_provider, stop_tracing


@pytest.mark.parametrize("source", ["environment", "settings"])
async def test_spans_arrive_at_the_collector(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    arrived: asyncio.Future[tuple[str, bytes]] = asyncio.get_running_loop().create_future()

    async def collect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length:")[1].split()[0])
        body = await reader.readexactly(length)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()
        arrived.set_result((head, body))

    server = await asyncio.start_server(collect, "127.0.0.1", 0)
    endpoint = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    if source == "environment":
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
    settings = TelemetrySettings() if source == "environment" else TelemetrySettings(otlp_endpoint=endpoint)
    assert settings.otlp_endpoint == endpoint
    provider = build_provider("users", _exporter("users", settings))
    provider.get_tracer("test").start_span("query").end()
    await asyncio.to_thread(stop_tracing, provider)
    head, body = await asyncio.wait_for(arrived, 10)
    server.close()
    assert head.startswith("post /v1/traces")
    [resource] = ExportTraceServiceRequest.FromString(body).resource_spans
    names = {each.key: each.value.string_value for each in resource.resource.attributes}
    assert names["service.name"] == "users"
    assert [span.name for span in resource.scope_spans[0].spans] == ["query"]


def test_a_file_is_the_default(tmp_path: Path) -> None:
    provider = build_provider("users", _exporter("users", TelemetrySettings(data_dir=tmp_path)))
    provider.get_tracer("test").start_span("query").end()
    stop_tracing(provider)
    assert (tmp_path / "traces" / "users.jsonl").read_text().count("\n") == 1


@pytest.mark.parametrize(("sampler", "argument", "written"), [("always_off", "", 0), ("traceidratio", "1.0", 5)])
def test_the_sampler_is_opentelemetrys_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sampler: str, argument: str, written: int
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", sampler)
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", argument)
    provider = build_provider("users", _exporter("users", TelemetrySettings(data_dir=tmp_path)))
    for _ in range(5):
        provider.get_tracer("test").start_span("query").end()
    stop_tracing(provider)
    path = tmp_path / "traces" / "users.jsonl"
    assert (path.read_text().count("\n") if path.exists() else 0) == written
