"""Fetches the issuers' keys while an application starts, so that no first token waits and none depends on its issuer.

Runs beside the application for as long as it takes (the issuer may start later) and ends with it at the latest.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.security.verifier import TokenVerifier


class WarmKeys:
    """Wraps an application's lifespan; requests pass untouched.

    Args:
        app: the application; must have a lifespan.
        verifier: whose keys are fetched.
    """

    def __init__(self, app: ASGIApp, verifier: TokenVerifier) -> None:
        self._app = app
        self._verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        warming = asyncio.create_task(self._verifier.warm())
        try:
            await self._app(scope, receive, send)
        finally:
            warming.cancel()
