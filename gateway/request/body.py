"""A request's body, read no further than allowed.

An announced length beyond the limit is refused before a byte is read; else bytes are counted as they come.
"""

from __future__ import annotations

from starlette.types import Receive

from gateway.request.errors import ClientGone, RequestError
from gateway.request.headers import Headers


async def read_body(receive: Receive, headers: Headers, limit: int) -> bytes:
    """The whole body.

    Args:
        limit: bytes.

    Raises RequestError 413; ClientGone.
    """
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise _too_large(limit)
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large(limit: int) -> RequestError:
    message = f"The request body is larger than the {limit} bytes this gateway takes."
    return RequestError(413, "REQUEST_TOO_LARGE", message, [(b"connection", b"close")])
