"""GraphQL over HTTP as a plain ASGI application: from bytes to an `OperationRequest` and back.

Depends on the engine only by `execute`.  Whatever a client sends, the answer is a GraphQL response with a code; a bug
below becomes `INTERNAL_SERVER_ERROR` with the request's id, the traceback goes to the log.  When the client leaves,
its operation is cancelled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from starlette.types import Receive, Scope, Send

from gateway.execution.ports import OperationRequest, OperationResult
from gateway.request.body import read_body
from gateway.request.csrf import check_csrf
from gateway.request.deadline import time_granted
from gateway.request.errors import ClientGone, RequestError
from gateway.request.headers import Headers
from gateway.request.media import GRAPHQL_RESPONSE, HTML, JSON, best, media_type
from gateway.request.parameters import Parameters, from_json, from_query_string
from gateway.request.responses import Response, encode_error, encode_result, send_response
from gateway.request.statuses import StatusProfile, media_of, status_of
from gateway.request.watch import Alarm, in_time, watched

logger = logging.getLogger(__name__)

Execute = Callable[[OperationRequest], Awaitable[OperationResult]]
PLAN_HEADER = "hansa-expose-query-plan"

_TYPES = (JSON, GRAPHQL_RESPONSE)
_ALLOW = (b"allow", b"GET, POST")
_EXTRA = {405: ((b"allow", b"POST"),), 503: ((b"retry-after", b"1"),)}
"""Headers of an operation's response by its status: it was a mutation by GET, or may be tried again soon."""


class Caller(Protocol):
    """Who calls, verified, with the token that proved it."""

    @property
    def subject(self) -> str: ...

    @property
    def scopes(self) -> frozenset[str]: ...

    @property
    def token(self) -> str: ...


class Page(Protocol):
    """What a browser gets."""

    def response(self) -> Response: ...


@dataclass(frozen=True, slots=True)
class EndpointOptions:
    """How the endpoint behaves.

    Args:
        status_profile: see `statuses`.
        csrf_headers: lower-case names that prove a preflight; empty for no check.
        body_bytes: largest body.
        query_bytes: largest query string.
        timeout: seconds for a request, from its first byte to its answer.
        offers: whether subgraphs may get a client header, by its lower-case name; which do is decided further down;
            None if none does.
        expose_plans: whether clients may ask for query plans.
    """

    status_profile: StatusProfile = "standard"
    csrf_headers: tuple[str, ...] = ()
    body_bytes: int = 2 * 2**20
    query_bytes: int = 256 * 2**10
    timeout: float = 60.0
    offers: Callable[[str], bool] | None = None
    expose_plans: bool = False


class GraphQLEndpoint:
    """The ASGI application of one endpoint.

    Args:
        execute: the engine; raises nothing but cancellation.
        options: see `EndpointOptions`.
        caller: the verified caller of a request, None when anonymous.
        request_id: the id of the current request, for errors.
        page: what a browser's GET gets; None for nothing special.
    """

    def __init__(
        self,
        execute: Execute,
        options: EndpointOptions | None = None,
        *,
        caller: Callable[[Scope], Caller | None] = lambda scope: None,
        request_id: Callable[[], str | None] = lambda: None,
        page: Page | None = None,
    ) -> None:
        self._execute = execute
        self._options = options or EndpointOptions()
        self._caller = caller
        self._request_id = request_id
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one `http` request."""
        headers = Headers.read(scope["headers"])
        accepted = best(headers.get("accept"), _TYPES)
        try:
            response = await self._respond(scope, receive, headers, accepted)
        except ClientGone:
            return
        except RequestError as error:
            response = self._refusal(error, accepted)
        except Exception:
            logger.exception("the gateway failed to answer a request")
            response = self._failure(accepted)
        await send_response(send, response)

    async def _respond(self, scope: Scope, receive: Receive, headers: Headers, accepted: str | None) -> Response:
        deadline = asyncio.get_running_loop().time() + time_granted(headers, self._options.timeout)
        if self._page and scope["method"] == "GET" and best(headers.get("accept"), (*_TYPES, HTML)) == HTML:
            return self._page.response()
        alarm = Alarm(deadline)
        try:
            parameters = await self._parameters(scope, receive, headers, accepted, alarm)
            assert accepted is not None
            request = self._operation(scope, headers, parameters, deadline)
            result = await watched(self._execute(request), scope, receive, alarm)
        finally:
            alarm.end()
        status = status_of(result, accepted, self._options.status_profile)
        return Response(status, self._media(status, accepted), encode_result(result), _EXTRA.get(status, ()))

    async def _parameters(
        self, scope: Scope, receive: Receive, headers: Headers, accepted: str | None, alarm: Alarm
    ) -> Parameters:
        """Check the request from the outside in: method, origin, types, size, form."""
        method = scope["method"]
        if method not in ("GET", "POST"):
            raise RequestError(405, "METHOD_NOT_ALLOWED", f"Use POST or GET, not {method}.", [_ALLOW])
        if self._options.csrf_headers:
            check_csrf(headers, self._options.csrf_headers)
        if accepted is None:
            raise RequestError(406, "NOT_ACCEPTABLE", f"Accept '{JSON}' or '{GRAPHQL_RESPONSE}'.")
        if method == "GET":
            if len(scope["query_string"]) > self._options.query_bytes:
                message = f"The query string is larger than the {self._options.query_bytes} bytes this gateway takes."
                raise RequestError(414, "URI_TOO_LONG", message)
            return from_query_string(scope["query_string"])
        _check_content_type(headers.get("content-type"))
        return from_json(await in_time(read_body(receive, headers, self._options.body_bytes), alarm))

    def _operation(self, scope: Scope, headers: Headers, parameters: Parameters, deadline: float) -> OperationRequest:
        caller = self._caller(scope)
        return OperationRequest(
            query=parameters.query,
            operation_name=parameters.operation_name,
            variables=parameters.variables,
            principal=caller,
            headers=self._offered(headers, caller),
            deadline=deadline,
            read_only=scope["method"] == "GET",
            plan=self._plan(headers),
        )

    def _offered(self, headers: Headers, caller: Caller | None) -> Mapping[str, str]:
        offers = self._options.offers
        offered = {name: value for name, value in headers.end_to_end() if offers(name)} if offers else {}
        offered.pop("authorization", None)
        if caller is not None:
            offered["authorization"] = f"Bearer {caller.token}"
        return offered

    def _plan(self, headers: Headers) -> str:
        wish = headers.get(PLAN_HEADER, "").strip().lower() if self._options.expose_plans else ""
        return {"true": "include", "dry-run": "dry-run"}.get(wish, "off")

    def _refusal(self, error: RequestError, accepted: str | None) -> Response:
        body = encode_error(error.message, error.code)
        return Response(error.status, self._media(error.status, accepted or JSON), body, error.headers)

    def _failure(self, accepted: str | None) -> Response:
        request_id = self._request_id()
        extensions = {"requestId": request_id} if request_id else {}
        body = encode_error("Internal server error.", "INTERNAL_SERVER_ERROR", **extensions)
        return Response(500, self._media(500, accepted or JSON), body)

    def _media(self, status: int, accepted: str) -> str:
        return media_of(status, accepted, self._options.status_profile)


def _check_content_type(content_type: str | None) -> None:
    if content_type is None:
        raise RequestError(415, "UNSUPPORTED_MEDIA_TYPE", f"A POST needs 'content-type: {JSON}'.")
    media = media_type(content_type)
    if media.essence != JSON:
        raise RequestError(415, "UNSUPPORTED_MEDIA_TYPE", f"The content type must be '{JSON}'.")
    if media.charset not in (None, "utf-8", "utf8"):
        raise RequestError(415, "UNSUPPORTED_MEDIA_TYPE", "The charset must be utf-8.")
