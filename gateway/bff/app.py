"""The composition root of a BFF: its schema, its operations and the kit become one ASGI application.

Nothing here knows a screen.  What a start needs is checked here, so that a wrong document or schema stops the
process with one line, not a client's request.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ariadne import make_executable_schema
from ariadne.asgi import GraphQL
from ariadne.explorer import ExplorerHttp405
from ariadne.types import SchemaBindable
from graphql import DocumentNode, GraphQLError, GraphQLSchema, get_operation_ast
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.bff.client import CallScope, GatewayClient
from gateway.bff.context import ScreenContext
from gateway.bff.errors import InvalidOperation, ScreenError
from gateway.bff.http import ScreenHandler, quiet_logger
from gateway.bff.limits import DocumentLimits, parse_within
from gateway.bff.observation import OperationTelemetry
from gateway.bff.operations import Operation, Operations, load_operations
from gateway.bff.reporting import error_formatter, request_error
from gateway.bff.settings import BffSettings
from gateway.security import principal_of
from gateway.telemetry import Metrics, current_request_id, name_operation
from gateway.upstream.client import HttpClient

PATH = "/graphql"
PING = "Ping"
"""The operation, registered for every BFF, by which it finds out whether the gateway answers."""
PING_SECONDS = 1.5

GRACE_SECONDS = 1.0
"""What resolvers get beyond the deadline of their operations, to turn its passing into partial results."""


@dataclass(frozen=True)
class Screens:
    """What makes one BFF different from another.

    Args:
        sdl: file name of its schema below `schema/`.
        operations: directory of its registered operations below `schema/operations/`.
        needs: the operations its resolvers name; checked to exist.
        bindables: resolvers, for ariadne.
    """

    sdl: str
    operations: str
    needs: frozenset[str]
    bindables: Sequence[SchemaBindable]


@dataclass(frozen=True)
class Bff:
    """A BFF ready to be served, without authentication and telemetry, which wrap it."""

    app: Starlette
    client: GatewayClient
    ping: Operation

    async def problems(self) -> Mapping[str, str]:
        """Why screens would fail now, by name; empty if the gateway answers."""
        deadline = asyncio.get_running_loop().time() + PING_SECONDS
        try:
            await self.client.execute(self.ping, {}, CallScope({}, deadline))
        except ScreenError as error:
            return {"gateway": error.message}
        return {}


def build_bff(screens: Screens, settings: BffSettings, metrics: Metrics) -> Bff:
    """`metrics` are the process's.  Raises InvalidOperation for a missing or wrong document or schema."""
    schema = _schema(settings.schema_dir / screens.sdl, screens.bindables)
    operations = load_operations(settings.schema_dir / "operations" / screens.operations)
    for name in screens.needs | {PING}:
        operations[name]
    http = HttpClient()
    telemetry = OperationTelemetry(metrics.registry)
    client = GatewayClient(http, settings.gateway_url, telemetry, max_bytes=settings.max_response_bytes)
    endpoint = _endpoint(schema, operations, client, settings)
    return Bff(_application(endpoint, http), client, operations[PING])


def _endpoint(schema: GraphQLSchema, operations: Operations, client: GatewayClient, settings: BffSettings) -> GraphQL:
    def context(request: Request, _: Any) -> ScreenContext:
        caller = principal_of(request.scope)
        headers = {"authorization": f"Bearer {caller.token}"} if caller else {}
        deadline = asyncio.get_running_loop().time() + settings.timeout
        return ScreenContext(client, operations, CallScope(headers, deadline), caller)

    return GraphQL(
        schema,
        context_value=context,
        query_parser=lambda _, data: _document(settings.limits, data),
        introspection=settings.introspection,
        explorer=ExplorerHttp405(),
        logger=quiet_logger(),
        error_formatter=error_formatter(current_request_id),
        http_handler=ScreenHandler(max_body_bytes=settings.max_body_bytes, timeout=settings.timeout + GRACE_SECONDS),
    )


def _document(limits: DocumentLimits, data: Any) -> DocumentNode:
    document = parse_within(limits, data["query"])
    operation = get_operation_ast(document, data.get("operationName"))
    if operation is not None:
        name_operation(operation.operation.value, operation.name.value if operation.name else None)
    return document


def _application(endpoint: GraphQL, http: HttpClient) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with http:
            yield

    return Starlette(
        routes=[Route(PATH, endpoint)],
        lifespan=lifespan,
        exception_handlers={HTTPException: _not_found},
    )


async def _not_found(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return JSONResponse(request_error("NOT_FOUND", f"This service answers at {PATH}."), status)


def _schema(path: Path, bindables: Sequence[SchemaBindable]) -> GraphQLSchema:
    """Raises InvalidOperation for a file that cannot be read or is wrong; a wrong resolver is a ValueError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidOperation(f"The schema {path} cannot be read: {error.strerror}.") from error
    try:
        return make_executable_schema(text, *bindables)
    except (GraphQLError, TypeError) as error:
        raise InvalidOperation(f"{path} is not a schema: {error}") from error
