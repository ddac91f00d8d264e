"""A browser or phone in front of a BFF: the BFF's whole ASGI application, asked over httpx2 in process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from gateway.bff.app import Screens, build_bff
from gateway.bff.settings import BffSettings
from gateway.security import BearerMiddleware, IssuerSettings, TokenVerifier
from gateway.telemetry import Metrics, TelemetryMiddleware
from tests.security.authority import Authority


@dataclass
class Front:
    """The BFF's client, the authority whose tokens the BFF accepts, and the BFF's metrics."""

    http: httpx2.AsyncClient
    authority: Authority
    metrics: Metrics

    async def ask(self, query: str, *, token: str | None = None, **variables: Any) -> dict[str, Any]:
        """The GraphQL response to a query."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        response = await self.http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        result: dict[str, Any] = response.json()
        return result

    async def data(self, query: str, *, token: str | None = None, **variables: Any) -> dict[str, Any]:
        """The data of a query that must not fail in any part."""
        result = await self.ask(query, token=token, **variables)
        assert "errors" not in result, result["errors"]
        data: dict[str, Any] = result["data"]
        return data


@asynccontextmanager
async def front(screens: Screens, settings: BffSettings) -> AsyncIterator[Front]:
    """A running BFF, as the service kit would serve it, and a client of it."""
    authority = Authority()
    issuer = IssuerSettings(issuer=authority.issuer, jwks_url=authority.jwks_url)
    metrics = Metrics()
    bff = build_bff(screens, settings, metrics)
    guarded = BearerMiddleware(bff.app, TokenVerifier([issuer], fetch=authority.fetch))
    transport = httpx2.ASGITransport(app=TelemetryMiddleware(guarded, metrics))
    async with (
        bff.app.router.lifespan_context(bff.app),
        httpx2.AsyncClient(transport=transport, base_url="http://bff.test") as http,
    ):
        yield Front(http, authority, metrics)
