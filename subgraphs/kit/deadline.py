"""Work ends when nobody waits for it any more: the time that the gateway tells in `hansa-deadline-ms`.

The gateway tells a little less than it has, so the error about it still arrives.  Without the header a request has all
the time that its service gives it.
"""

from __future__ import annotations

import asyncio
import re

from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADER = b"hansa-deadline-ms"
_MILLISECONDS = re.compile(rb"0*[1-9][0-9]{0,8}")


class Deadline:
    """Cancels the application when the caller's time has passed, and answers a GraphQL error with status 504.

    A header that is no time, whole milliseconds above 0, is answered 400.

    Args:
        app: whose work it is.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = next((value for name, value in scope.get("headers", ()) if name == _HEADER), None)
        if scope["type"] != "http" or told is None:
            await self._app(scope, receive, send)
        elif _MILLISECONDS.fullmatch(told):
            await self._within(int(told) / 1000, scope, receive, send)
        else:
            text = "hansa-deadline-ms must be whole milliseconds above 0, of at most 9 digits"
            await PlainTextResponse(text, status_code=400)(scope, receive, send)

    async def _within(self, seconds: float, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            async with asyncio.timeout(seconds) as limit:
                await self._app(scope, receive, noted)
        except TimeoutError:
            if not limit.expired() or started:
                raise
            error = {"message": "The caller's time has passed.", "extensions": {"code": "DEADLINE_EXCEEDED"}}
            await JSONResponse({"errors": [error]}, status_code=504)(scope, receive, send)
