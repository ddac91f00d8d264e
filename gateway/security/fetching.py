"""Fetching the small JSON documents of authorization servers: bounded in time and size, no redirects followed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx2
import msgspec

JsonFetch = Callable[[str], Awaitable[Mapping[str, Any]]]
"""Fetches a JSON object from a URL; raises `FetchFailed`."""

_SECONDS = 3.0
_MAX_BYTES = 2**20


class FetchFailed(Exception):
    """The document could not be had; the message is for the log."""


async def fetch_json(url: str) -> Mapping[str, Any]:
    """GET `url`, which must answer 200 with a JSON object of at most 1 MiB within 3 seconds."""
    try:
        async with (
            asyncio.timeout(_SECONDS),
            httpx2.AsyncClient(timeout=_SECONDS, headers={"accept": "application/json"}) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != 200:
                raise FetchFailed(f"{url} answered {response.status_code}")
            document = msgspec.json.decode(await _read(response, url))
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, RecursionError, TimeoutError) as error:
        raise FetchFailed(f"{url}: {type(error).__name__}: {error}") from error
    if not isinstance(document, dict):
        raise FetchFailed(f"{url} answered no JSON object")
    return document


async def _read(response: httpx2.Response, url: str) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MAX_BYTES:
            raise FetchFailed(f"{url} answered more than {_MAX_BYTES} bytes")
    return bytes(body)
