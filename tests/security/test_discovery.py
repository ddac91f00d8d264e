"""Finding an issuer's keys, over real HTTP where the transport matters."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from gateway.security.discovery import find_jwks_url, metadata_urls
from gateway.security.fetching import FetchFailed, fetch_json


@pytest.mark.parametrize(
    ("issuer", "oauth", "oidc"),
    [
        (
            "https://a.example",
            "https://a.example/.well-known/oauth-authorization-server",
            "https://a.example/.well-known/openid-configuration",
        ),
        (
            "https://a.example/tenant/",
            "https://a.example/.well-known/oauth-authorization-server/tenant",
            "https://a.example/tenant/.well-known/openid-configuration",
        ),
    ],
)
def test_where_metadata_lies(issuer: str, oauth: str, oidc: str) -> None:
    assert metadata_urls(issuer) == (oauth, oidc)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"issuer": "https://b.example", "jwks_uri": "https://a.example/jwks"}, "another issuer"),
        ({"issuer": "https://a.example"}, "no usable jwks_uri"),
        ({"issuer": "https://a.example", "jwks_uri": "http://a.example/jwks"}, "no usable jwks_uri"),
        ({"issuer": "https://a.example", "jwks_uri": "file:///etc/keys"}, "no usable jwks_uri"),
    ],
)
async def test_metadata_that_is_not_believed(document: Mapping[str, Any], message: str) -> None:
    async def fetch(_: str) -> Mapping[str, Any]:
        return document

    with pytest.raises(FetchFailed, match=message):
        await find_jwks_url("https://a.example", fetch)


async def test_oidc_is_asked_when_oauth_metadata_is_missing() -> None:
    async def fetch(url: str) -> Mapping[str, Any]:
        if "openid" not in url:
            raise FetchFailed("404")
        return {"issuer": "http://a.example", "jwks_uri": "http://a.example/jwks"}

    assert await find_jwks_url("http://a.example", fetch) == "http://a.example/jwks"


ANSWERS = {
    "/object": b'HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{"a":1}',
    "/list": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]",
    "/text": b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
    "/latin": b'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a":"\xe9"}',
    "/deep": b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n" + b"[" * 5000,
    "/missing": b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
    "/elsewhere": b"HTTP/1.1 302 Found\r\nlocation: /object\r\ncontent-length: 0\r\n\r\n",
    "/large": b"HTTP/1.1 200 OK\r\ncontent-length: 2000000\r\n\r\n" + b" " * 2_000_000,
    "/garbage": b"hello\r\n\r\n",
}


@pytest.fixture
async def server() -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readline()).split()[1].decode()
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWERS[path])
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    listening.close()


async def test_an_object_is_fetched(server: str) -> None:
    assert await fetch_json(server + "/object") == {"a": 1}


@pytest.mark.parametrize("path", ["/list", "/text", "/latin", "/deep", "/missing", "/elsewhere", "/large", "/garbage"])
async def test_anything_else_is_a_failed_fetch(server: str, path: str) -> None:
    with pytest.raises(FetchFailed):
        await fetch_json(server + path)


async def test_nobody_there_is_a_failed_fetch() -> None:
    with pytest.raises(FetchFailed):
        await fetch_json("http://127.0.0.1:9/jwks")
