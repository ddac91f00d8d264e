"""The one place from which a BFF talks to the gateway.

A registered operation goes out with what the request as a whole carries (the caller's verified bearer, its trace
and request id) and never outlives the request's deadline.  What comes back is a `View`, or one `GatewayError`
if there is no data at all; nothing else is raised but cancellation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from gateway.bff.errors import (
    GATEWAY_HTTP_ERROR,
    GATEWAY_INVALID_RESPONSE,
    GATEWAY_REFUSED,
    GATEWAY_TIMEOUT,
    GATEWAY_UNREACHABLE,
    UNAUTHENTICATED,
    GatewayError,
)
from gateway.bff.observation import OperationTelemetry
from gateway.bff.operations import Operation
from gateway.bff.view import FieldFailure, View
from gateway.upstream.client import HttpClient
from gateway.upstream.deadline import deadline_header
from gateway.upstream.failures import ConnectFailed, ConnectionLost, HttpFailure, ResponseTooLarge, TimedOut
from gateway.upstream.response import HttpResponse

ACCEPT = "application/graphql-response+json, application/json;q=0.9"


@dataclass(frozen=True, slots=True)
class CallScope:
    """What every operation of one client request shares.

    Args:
        headers: lower-case names, e.g. `authorization`.
        deadline: `loop.time()` seconds after which nobody waits for an answer.
    """

    headers: Mapping[str, str]
    deadline: float


class GatewayClient:
    """Sends registered operations to the gateway.

    Args:
        http: the pool of connections; its owner closes it.
        url: of the gateway's GraphQL endpoint.
        telemetry: watches every operation and hands on the trace.
        max_bytes: largest response, decompressed.
    """

    def __init__(self, http: HttpClient, url: str, telemetry: OperationTelemetry, *, max_bytes: int) -> None:
        self._http = http
        self._url = url
        self._telemetry = telemetry
        self._max_bytes = max_bytes

    async def execute(self, operation: Operation, variables: Mapping[str, Any], scope: CallScope) -> View:
        """The operation's data with its partial failures.

        Raises:
            InvalidOperation: the variables are not the operation's.
            GatewayError: no data: the gateway could not be asked, refused, or failed as a whole.
        """
        operation.check(variables)
        body = msgspec.json.encode({"query": operation.text, "operationName": operation.name, "variables": variables})
        with self._telemetry.watch(operation) as trace_headers:
            response = await self._send(operation.name, body, {**trace_headers, **scope.headers}, scope.deadline)
            return _read(operation.name, response)

    async def _send(self, operation: str, body: bytes, headers: Mapping[str, str], deadline: float) -> HttpResponse:
        remaining = deadline - asyncio.get_running_loop().time()
        if remaining <= 0:
            raise GatewayError(GATEWAY_TIMEOUT, f"No time was left to ask the gateway for {operation}.")
        headers = {**headers, **deadline_header(remaining), "accept": ACCEPT, "content-type": "application/json"}
        try:
            return await self._http.post(self._url, body, headers, timeout=remaining, max_bytes=self._max_bytes)
        except HttpFailure as failure:
            raise _unanswered(operation, failure) from failure


def _unanswered(operation: str, failure: HttpFailure) -> GatewayError:
    detail = f"{type(failure).__name__}: {failure}"
    match failure:
        case TimedOut():
            return GatewayError(GATEWAY_TIMEOUT, f"The gateway did not answer {operation} in time.", detail=detail)
        case ConnectFailed() | ConnectionLost():
            return GatewayError(GATEWAY_UNREACHABLE, f"The gateway cannot be reached for {operation}.", detail=detail)
        case ResponseTooLarge():
            return _invalid(operation, f"answered {operation} with more than is allowed", detail)
    return _invalid(operation, f"did not answer {operation} properly", detail)


def _read(operation: str, response: HttpResponse) -> View:
    if response.status == 401:
        raise GatewayError(UNAUTHENTICATED, "The gateway did not accept the access token.", detail=_excerpt(response))
    try:
        payload = msgspec.json.decode(response.body)
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict) or not payload.keys() & {"data", "errors"}:
        raise GatewayError(
            GATEWAY_HTTP_ERROR,
            f"The gateway answered {operation} with status {response.status} and no GraphQL response.",
            detail=_excerpt(response),
        )
    failures = _failures(operation, payload.get("errors"))
    data = payload.get("data")
    if isinstance(data, dict):
        return View(data, failures)
    raise _without_data(operation, response, failures)


def _without_data(operation: str, response: HttpResponse, failures: Sequence[FieldFailure]) -> GatewayError:
    if not failures:
        return _invalid(operation, f"answered {operation} with neither data nor errors", _excerpt(response))
    first = failures[0].error
    if first.code.startswith("GRAPHQL_") or response.status in {400, 422}:
        return GatewayError(GATEWAY_REFUSED, f"The gateway refused the operation {operation}.", detail=first.message)
    return first


def _failures(operation: str, errors: Any) -> list[FieldFailure]:
    if errors is None:
        return []
    if not isinstance(errors, list) or not all(isinstance(error, dict) for error in errors):
        raise _invalid(operation, f"answered {operation} with malformed errors", repr(errors)[:200])
    return [_failure(error) for error in errors]


def _failure(error: Mapping[str, Any]) -> FieldFailure:
    extensions = error.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    path = error.get("path")
    return FieldFailure(
        tuple(path) if isinstance(path, list) else (),
        GatewayError(str(code or GATEWAY_INVALID_RESPONSE), str(error.get("message", "The gateway gave no reason."))),
    )


def _invalid(operation: str, what: str, detail: str) -> GatewayError:
    return GatewayError(GATEWAY_INVALID_RESPONSE, f"The gateway {what}.", detail=f"{operation}: {detail}")


def _excerpt(response: HttpResponse) -> str:
    return f"status {response.status}: {response.body[:200]!r}"
