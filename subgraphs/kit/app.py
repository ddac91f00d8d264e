"""A subgraph as an ASGI application: GraphQL over HTTP at `/graphql`, for callers with a bearer, within their time.

No IDE page (clients meet the gateway's), JSON by msgspec, bodies up to a limit.  Each request's context is made by the
service from the verified caller.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from gateway.security import BearerMiddleware, Principal, TokenVerifier, WarmKeys, principal_of
from subgraphs.kit.bodies import LimitedBody
from subgraphs.kit.deadline import Deadline
from subgraphs.kit.schema import SubgraphSchema

MakeContext = Callable[[Principal | None], Any]
Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


class _Endpoint(GraphQL[Any, Any]):
    def __init__(self, schema: SubgraphSchema, make_context: MakeContext) -> None:
        super().__init__(schema, graphql_ide=None, allow_queries_via_get=False)
        self._make_context = make_context

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Any:
        return self._make_context(principal_of(request.scope))

    def decode_json(self, data: str | bytes) -> object:
        try:
            return msgspec.json.decode(data)
        except (ValueError, RecursionError) as error:  # strawberry answers 400 to one exception only
            raise json.JSONDecodeError(str(error), "", 0) from error

    def encode_json(self, data: object) -> str | bytes:
        return msgspec.json.encode(data)


def graphql_app(
    schema: SubgraphSchema,
    verifier: TokenVerifier,
    make_context: MakeContext,
    *,
    lifespan: Lifespan | None = None,
    max_body_bytes: int = 2**20,
) -> ASGIApp:
    """The subgraph's application.

    Args:
        schema: what is served at `/graphql`.
        verifier: judges bearers; anonymous requests pass.
        make_context: `info.context` of one request, from its caller (None: anonymous).
        lifespan: opens and closes the service's own parts.
        max_body_bytes: larger requests are answered 413.
    """

    def elsewhere(_: Request) -> Response:
        return Response("GraphQL by POST only; a browser finds GraphiQL at the gateway.\n", 405, {"allow": "POST"})

    endpoint = Deadline(LimitedBody(_Endpoint(schema, make_context), max_body_bytes))
    routes = [Route("/graphql", elsewhere, methods=["GET"]), Route("/graphql", endpoint)]
    starlette = Starlette(routes=routes, lifespan=lifespan)
    return WarmKeys(BearerMiddleware(starlette, verifier), verifier)
