"""Stops answering a request whose client has gone, so that a model does not write for nobody.

ASGI tells of a client's leaving through `receive`, which nobody awaits while an answer is computed. This middleware
does, and cancels the application when the client leaves; resolvers, and the calls they wait for, are cancelled with it.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_READ_AHEAD = 4


class CancelOnDisconnect:
    """Cancels `app` when the client of an HTTP request disconnects before it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        messages: asyncio.Queue[Message] = asyncio.Queue(_READ_AHEAD)
        answering = asyncio.create_task(self._answer(scope, messages.get, send))
        watching = asyncio.create_task(_watch(receive, messages, answering))
        try:
            await asyncio.wait({answering})
        finally:
            watching.cancel()
            answering.cancel()
            await asyncio.gather(answering, watching, return_exceptions=True)
        if not answering.cancelled():
            answering.result()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


async def _watch(receive: Receive, messages: asyncio.Queue[Message], answering: asyncio.Task[None]) -> None:
    """Hand the request's messages on until the client leaves, then cancel the answer."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            answering.cancel()
            return
        await messages.put(message)
