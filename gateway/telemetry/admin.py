"""The admin port of a service: `/live`, `/ready` and `/metrics`, away from what clients reach.

Live means that the event loop turns; ready means that requests would be answered: started, not stopping, and every
check of the service passed.  Reasons are given by name, for people.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ReadyCheck = Callable[[], Awaitable[Mapping[str, str]]]
"""Problems by name; empty means ready."""

MetricsPage = Callable[[], Awaitable[bytes]]
"""Metrics in Prometheus' text format."""

_CHECK_SECONDS = 2.0


def page_of(registry: CollectorRegistry) -> MetricsPage:
    """The metrics of a registry."""

    async def page() -> bytes:
        return generate_latest(registry)

    return page


def admin_app(service: str, ready: ReadyCheck, metrics_page: MetricsPage) -> Starlette:
    """The admin application: `/ready` is 200, or 503 with `problems`, and waits at most two seconds."""

    async def live(_: Request) -> Response:
        return JSONResponse({"service": service, "status": "live"})

    async def is_ready(_: Request) -> Response:
        problems = await _ask(ready)
        if problems:
            return JSONResponse({"service": service, "status": "not ready", "problems": problems}, status_code=503)
        return JSONResponse({"service": service, "status": "ready"})

    async def metrics(_: Request) -> Response:
        return Response(await metrics_page(), headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4})

    return Starlette(routes=[Route("/live", live), Route("/ready", is_ready), Route("/metrics", metrics)])


async def _ask(ready: ReadyCheck) -> dict[str, str]:
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            return dict(await ready())
    except TimeoutError:
        return {"check": f"did not answer within {_CHECK_SECONDS:g} seconds"}
    except Exception as error:
        return {"check": f"failed: {type(error).__name__}: {error}"}
