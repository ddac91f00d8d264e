"""What is where on the gateway's port: the GraphQL endpoint, the page's files below it, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.request.responses import Response, encode_error, send_response


class Site:
    """The application that a server runs.

    Args:
        path: of the GraphQL endpoint.
        endpoint: answers there.
        files: answers below `<path>/graphiql/`; None for nothing.
        closing: awaited when the server stops.
        beside: started with the server, cancelled when it stops, before `closing`.
    """

    def __init__(
        self,
        path: str,
        endpoint: ASGIApp,
        files: ASGIApp | None,
        *,
        closing: Callable[[], Awaitable[None]],
        beside: Sequence[Callable[[], Coroutine[Any, Any, None]]] = (),
    ) -> None:
        self._path = path
        self._files_below = f"{path.rstrip('/')}/graphiql/"
        self._endpoint = endpoint
        self._files = files
        self._closing = closing
        self._beside = tuple(beside)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000, "reason": "There are no subscriptions here."})
        elif scope["path"] == self._path:
            await self._endpoint(scope, receive, send)
        elif self._files and scope["path"].startswith(self._files_below) and scope["method"] == "GET":
            await self._files(scope, receive, send)
        elif scope["path"] == "/" and scope["method"] == "GET":
            location = (b"location", self._path.encode())
            await send_response(send, Response(307, "text/plain", f"See {self._path}\n".encode(), (location,)))
        else:
            body = encode_error(f"There is nothing here; GraphQL is at {self._path}.", "NOT_FOUND")
            await send_response(send, Response(404, "application/json", body))

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        tasks = [asyncio.create_task(work()) for work in self._beside]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._closing()
        await send({"type": "lifespan.shutdown.complete"})
