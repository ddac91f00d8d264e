"""GraphQL responses as bytes on an ASGI connection."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from starlette.types import Send

from gateway.execution.ports import OperationResult


class Response(NamedTuple):
    """A complete HTTP response; `content-length` is added when it is sent.

    Never cached unless it says so, since a GraphQL response depends on more than its URL.
    """

    status: int
    media: str
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    cache: str = "no-store"


def encode_result(result: OperationResult) -> bytes:
    """`data` stands first and only if execution began; empty `errors` and `extensions` are left out (GraphQL 7.1).

    What subgraphs answered to custom scalars may be nested more deeply than JSON can be written: then `data` is null.
    """
    response: dict[str, Any] = {}
    if result.stage == "execute":
        response["data"] = result.data
    if result.errors:
        response["errors"] = result.errors
    if result.extensions:
        response["extensions"] = result.extensions
    try:
        return msgspec.json.encode(response)
    except RecursionError:
        message = "The response is nested too deeply to be written."
        error = {"message": message, "extensions": {"code": "SUBGRAPH_INVALID_RESPONSE"}}
        return msgspec.json.encode({"data": None, "errors": [error]})


def encode_error(message: str, code: str, **extensions: Any) -> bytes:
    """A response with one error and no data."""
    error: Mapping[str, Any] = {"message": message, "extensions": {"code": code, **extensions}}
    return msgspec.json.encode({"errors": [error]})


@lru_cache(maxsize=64)
def _constant(media: str, cache: str) -> tuple[tuple[bytes, bytes], ...]:
    """The headers that are the same for many responses."""
    return (
        (b"content-type", f"{media}; charset=utf-8".encode()),
        (b"cache-control", cache.encode()),
        (b"vary", b"accept"),
        (b"x-content-type-options", b"nosniff"),
    )


async def send_response(send: Send, response: Response) -> None:
    """Write `response`."""
    headers = [
        (b"content-length", b"%d" % len(response.body)),
        *_constant(response.media, response.cache),
        *response.headers,
    ]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
