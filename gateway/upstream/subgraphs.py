"""The transport the executor calls: one GraphQL request to one subgraph over HTTP.

Spends no more time than the subgraph's own limit or what is left of the request's deadline, whichever is less.  Turns
every way to fail into a `SubgraphError` whose message a client may read (it names the subgraph, never an address) and
whose detail is for the log.  A GraphQL response is recognised by its body, since servers disagree about statuses.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from gateway.execution.ports import SubgraphCall, SubgraphError
from gateway.upstream.clients import PostClient
from gateway.upstream.deadline import deadline_header
from gateway.upstream.failures import (
    ConnectFailed,
    ConnectionLost,
    HttpFailure,
    InvalidTarget,
    MalformedResponse,
    ResponseTooLarge,
    TimedOut,
)
from gateway.upstream.response import HttpResponse
from gateway.upstream.rules import CONNECTION

ACCEPT = "application/graphql-response+json, application/json;q=0.9"

_SHOWN_OF_A_BODY = 200
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # which a reader of JSON may ignore (RFC 8259, 8.1)


@dataclass(frozen=True, slots=True)
class SubgraphTarget:
    """Where a subgraph is and what it may cost.

    Args:
        url: absolute http(s) URL of its GraphQL endpoint.
        timeout: seconds for one request.
        max_bytes: largest response, decompressed.
    """

    url: str
    timeout: float = 30.0
    max_bytes: int = 64 * 1024 * 1024


class HttpSubgraphs:
    """Implements `SubgraphTransport`.

    Args:
        client: shared pool; its owner closes it.
        targets: by subgraph name.
    """

    def __init__(self, client: PostClient, targets: Mapping[str, SubgraphTarget]) -> None:
        self._client = client
        self._targets = dict(targets)

    async def send(self, call: SubgraphCall) -> bytes:
        """The body of the subgraph's GraphQL response, unparsed.  Raises SubgraphError."""
        target = self._targets.get(call.subgraph)
        if target is None:
            raise SubgraphError("SUBGRAPH_UNREACHABLE", f"Subgraph '{call.subgraph}' has no URL.")
        timeout = min(target.timeout, call.deadline - asyncio.get_running_loop().time())
        if timeout <= 0:
            raise _no_time_left(call.subgraph)
        try:
            response = await self._client.post(
                target.url, call.body, _headers(call, timeout), timeout=timeout, max_bytes=target.max_bytes
            )
        except HttpFailure as failure:
            raise _subgraph_error(call.subgraph, failure, timeout) from failure
        return _graphql_body(call.subgraph, response)


def _headers(call: SubgraphCall, timeout: float) -> dict[str, str]:
    headers = {name: value for name, value in call.headers.items() if name not in CONNECTION}
    headers |= deadline_header(timeout)
    headers["accept"] = ACCEPT
    headers["content-type"] = "application/json"
    return headers


def _no_time_left(name: str) -> SubgraphError:
    return SubgraphError(
        "SUBGRAPH_TIMEOUT", f"Subgraph '{name}' was not asked: the request's time was up.", detail="deadline passed"
    )


def _subgraph_error(name: str, failure: HttpFailure, timeout: float) -> SubgraphError:
    code, message = _CLIENT_TEXTS[type(failure)]
    return SubgraphError(code, message.format(name=name, timeout=timeout), detail=failure.detail)


_CLIENT_TEXTS: Mapping[type[HttpFailure], tuple[str, str]] = {
    InvalidTarget: ("SUBGRAPH_UNREACHABLE", "Subgraph '{name}' could not be asked: the request could not be sent."),
    ConnectFailed: ("SUBGRAPH_UNREACHABLE", "Subgraph '{name}' could not be reached."),
    ConnectionLost: ("SUBGRAPH_UNREACHABLE", "Subgraph '{name}' closed the connection before it had answered."),
    MalformedResponse: ("SUBGRAPH_INVALID_RESPONSE", "Subgraph '{name}' did not answer in proper HTTP."),
    TimedOut: ("SUBGRAPH_TIMEOUT", "Subgraph '{name}' did not answer within {timeout:.3g} s."),
    ResponseTooLarge: ("SUBGRAPH_RESPONSE_TOO_LARGE", "Subgraph '{name}' answered more than is allowed."),
}


def _graphql_body(name: str, response: HttpResponse) -> bytes:
    """The body, if it can be a GraphQL response (GraphQL over HTTP, section 7.1: a status alone decides nothing)."""
    if 200 <= response.status < 300:
        if _may_be_json(response.body):
            return response.body
        if response.body.startswith(_BYTE_ORDER_MARK) and _may_be_json(response.body[3:]):
            return response.body[3:]
        code, message = "SUBGRAPH_INVALID_RESPONSE", f"Subgraph '{name}' did not answer in JSON."
    elif _is_graphql(response.body):
        return response.body
    else:
        code, message = "SUBGRAPH_HTTP_ERROR", f"Subgraph '{name}' answered with HTTP status {response.status}."
    raise SubgraphError(code, message, detail=_shown(response))


def _may_be_json(body: bytes) -> bool:
    """Cheap, since the executor parses the body anyway: JSON objects begin with a brace, HTML does not."""
    return body[:64].lstrip(b" \t\r\n").startswith(b"{")


class _ResponseShape(msgspec.Struct):
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    errors: list[msgspec.Raw] | msgspec.UnsetType | None = msgspec.UNSET


def _is_graphql(body: bytes) -> bool:
    try:
        shape = msgspec.json.decode(body, type=_ResponseShape)
    except (ValueError, RecursionError):
        return False
    return shape.data is not msgspec.UNSET or bool(shape.errors)


def _shown(response: HttpResponse) -> str:
    start = response.body[:_SHOWN_OF_A_BODY].decode("utf-8", "replace")
    kind = response.header("content-type") or "no content-type"
    return f"HTTP {response.status}, {kind}, {len(response.body)} bytes: {start!r}"
