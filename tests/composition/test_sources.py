"""Where SDL comes from: files, the configuration, and services over a real socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import msgspec
import pytest

from gateway.composition import load_config, load_sources

SDL = "type Query { b: Int }"


@asynccontextmanager
async def service(answer: bytes) -> AsyncIterator[str]:
    """A server that answers every request with `answer`."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(answer) + answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql"


async def fetch(url: str, body: bytes) -> bytes:
    async with httpx2.AsyncClient(timeout=5) as client:
        try:
            return (await client.post(url, content=body, headers={"content-type": "application/json"})).content
        except httpx2.HTTPError as error:
            raise OSError(str(error)) from error


async def test_a_running_service_is_asked(tmp_path: Path):
    async with service(msgspec.json.encode({"data": {"_service": {"sdl": SDL}}})) as url:
        path = tmp_path / "supergraph.yaml"
        path.write_text(f"subgraphs: {{b: {{schema: {{subgraph_url: '{url}'}}}}}}")
        loaded = await load_sources(load_config(path, {}), fetch)
    assert loaded.errors == ()
    assert [(each.name, each.url, each.sdl) for each in loaded.sources] == [("b", url, SDL)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"<html>", "the answer is not JSON"),
        (b'{"data": "\xff"}', "the answer is not JSON"),
        (b"[" * 5000, "the answer is not JSON"),
        (b'{"data": null, "errors": [{"message": "no such field"}]}', "no such field"),
        (b'{"data": {}}', "is federation enabled there?"),
        (b"[]", "is federation enabled there?"),
    ],
)
async def test_what_a_service_answers_instead_is_told(tmp_path: Path, answer: bytes, said: str):
    async with service(answer) as url:
        path = tmp_path / "supergraph.yaml"
        path.write_text(f"subgraphs: {{b: {{schema: {{subgraph_url: '{url}'}}}}}}")
        loaded = await load_sources(load_config(path, {}), fetch)
    assert [error.code for error in loaded.errors] == ["DOWNSTREAM_SERVICE_ERROR"]
    assert said in loaded.errors[0].message


async def test_one_failing_source_does_not_keep_the_others(tmp_path: Path):
    path = tmp_path / "supergraph.yaml"
    path.write_text(
        "subgraphs:\n"
        "  down: {schema: {subgraph_url: 'http://127.0.0.1:9/'}}\n"
        "  up: {routing_url: x, schema: {sdl: 'type Query { a: Int }'}}\n"
    )
    loaded = await load_sources(load_config(path, {}), fetch)
    assert [each.name for each in loaded.sources] == ["up"]
    assert [(error.code, error.subgraphs) for error in loaded.errors] == [("DOWNSTREAM_SERVICE_ERROR", ("down",))]
