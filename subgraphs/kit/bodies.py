"""A limit on the size of request bodies, whether they announce their length or not."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class LimitedBody:
    """Answers 413 to HTTP requests with more than `limit` bytes, without reading further.

    Args:
        app: gets the others.
        limit: in bytes.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        left = self._limit

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise _TooLarge
            return message

        try:
            await self._app(scope, counted, send)
        except _TooLarge:
            response = PlainTextResponse(f"the request's body is larger than {self._limit} bytes", status_code=413)
            await response(scope, receive, send)


class _TooLarge(Exception):
    pass
