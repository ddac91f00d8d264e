"""Fetching the small JSON documents of authorization servers: bounded in time and size, no redirects followed.

Plain `http://`, which is for development and for meshes that encrypt by themselves, is asked with the standard library:
what TLS needs takes 15 MB, and is loaded where it is needed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

if TYPE_CHECKING:
    import httpx2

JsonFetch = Callable[[str], Awaitable[Mapping[str, Any]]]
"""Fetches a JSON object from a URL; raises `FetchFailed`."""

_SECONDS = 3.0
_MAX_BYTES = 2**20
_HEADERS: Final = {"accept": "application/json"}


class FetchFailed(Exception):
    """The document could not be had; the message is for the log."""


async def fetch_json(url: str) -> Mapping[str, Any]:
    """GET `url`, which must answer 200 with a JSON object of at most 1 MiB within 3 seconds."""
    try:
        async with asyncio.timeout(_SECONDS):
            if url.lower().startswith("http://"):
                status, body = await asyncio.to_thread(_get, url)
            else:
                status, body = await _get_securely(url)
        if status != 200:
            raise FetchFailed(f"{url} answered {status}")
        if len(body) > _MAX_BYTES:
            raise FetchFailed(f"{url} answered more than {_MAX_BYTES} bytes")
        document = msgspec.json.decode(body)
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise FetchFailed(f"{url}: {type(error).__name__}: {error}") from error
    if not isinstance(document, dict):
        raise FetchFailed(f"{url} answered no JSON object")
    return document


def _get(url: str) -> tuple[int, bytes]:
    """Status and body, of which no more is read than shows that it is too long; in a thread."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc.rpartition("@")[2], timeout=_SECONDS)
    try:
        connection.request("GET", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", headers=_HEADERS)
        response = connection.getresponse()
        return response.status, response.read(_MAX_BYTES + 1)
    finally:
        connection.close()


async def _get_securely(url: str) -> tuple[int, bytes]:
    import httpx2

    try:
        async with (
            httpx2.AsyncClient(timeout=_SECONDS, headers=_HEADERS) as client,
            client.stream("GET", url) as response,
        ):
            return response.status_code, await _read(response)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise FetchFailed(f"{url}: {type(error).__name__}: {error}") from error


async def _read(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MAX_BYTES:
            break
    return bytes(body)
