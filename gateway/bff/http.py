"""GraphQL over HTTP for a BFF: ariadne executes, this module decides what is let in and how it is answered.

POST of `application/json` only.  That content type is not a "simple" one, so a browser asks by a preflight request
before it sends such a body across sites, and without CORS headers is refused: this is the CSRF defence, and why
no other body is read.  Statuses follow the GraphQL over HTTP draft: 200 once execution began, even if `data` is
null, 400 for a request that never got there; every refusal is GraphQL-shaped JSON.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from ariadne.asgi.handlers import GraphQLHTTPHandler
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from gateway.bff.errors import BAD_USER_INPUT
from gateway.bff.reporting import BAD_REQUEST, merge_rows, request_error

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
_ACCEPTABLE = {"*/*": JSON, "application/*": JSON, JSON: JSON, GRAPHQL_RESPONSE: GRAPHQL_RESPONSE}


class Refused(Exception):
    """A request that is answered without being executed."""

    def __init__(self, status: HTTPStatus, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


class ScreenHandler(GraphQLHTTPHandler):
    """Ariadne's HTTP handler with the way in and the way out replaced.

    Args:
        max_body_bytes: of a request.
        timeout: seconds for the whole request, the reading of its body included.
    """

    def __init__(self, *, max_body_bytes: int, timeout: float) -> None:
        super().__init__()
        self._max_body_bytes = max_body_bytes
        self._timeout = timeout

    async def handle_request(self, request: Request) -> Response:
        """One request, one response; raises nothing but what is a mistake of ours."""
        media = JSON
        try:
            media = negotiate(request.headers.get("accept", ""))
            async with asyncio.timeout(self._timeout):
                data = await self._read(request)
                _, result = await self.execute_graphql_query(request, data)
            return _answer(result, media)
        except Refused as refused:
            body = request_error(refused.code, refused.message)
            return _encode(body, refused.status, media, refused.headers)
        except TimeoutError:
            body = request_error("REQUEST_TIMEOUT", f"The request took longer than {self._timeout:g} seconds.")
            return _encode(body, HTTPStatus.GATEWAY_TIMEOUT, media)

    async def _read(self, request: Request) -> Any:
        if request.method != "POST":
            message = "Send GraphQL requests by POST."
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message, {"allow": "POST"})
        essence = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if essence != JSON:
            message = f"Send the request as {JSON}, not {essence or 'without a content type'}."
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message)
        try:
            return msgspec.json.decode(await self._body(request))
        except (ValueError, RecursionError):
            raise Refused(HTTPStatus.BAD_REQUEST, BAD_REQUEST, "The body is not JSON.") from None

    async def _body(self, request: Request) -> bytes:
        announced = request.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self._max_body_bytes:
            raise self._too_large()
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > self._max_body_bytes:
                    raise self._too_large()
        except ClientDisconnect:
            raise Refused(HTTPStatus.BAD_REQUEST, BAD_REQUEST, "The body ended early.") from None
        return bytes(body)

    def _too_large(self) -> Refused:
        message = f"The body is larger than {self._max_body_bytes} bytes."
        return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "BODY_TOO_LARGE", message)


def negotiate(accept: str) -> str:
    """The media type of the response: the best of those accepted, `application/json` where the client is silent.

    Raises Refused (406) if the client accepts none that GraphQL over HTTP has.
    """
    if not accept.strip():
        return JSON
    ranges = [_media_range(part) for part in accept.split(",")]
    chosen = [(quality, _ACCEPTABLE[name]) for name, quality in ranges if quality > 0 and name in _ACCEPTABLE]
    if not chosen:
        message = f"Accept {JSON} or {GRAPHQL_RESPONSE}."
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
    return max(chosen, key=lambda choice: choice[0])[1]


def _media_range(text: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
    try:
        return name, float(quality)
    except ValueError:
        return name, 0.0


def _answer(result: dict[str, Any], media: str) -> Response:
    errors = merge_rows(result.get("errors", ()))
    if _executed(result):
        return _encode({**result, "errors": errors} if errors else result, HTTPStatus.OK, media)
    if "data" in result:
        errors = [{**error, "extensions": {"code": BAD_USER_INPUT}} for error in errors]
    return _encode({"errors": errors}, HTTPStatus.BAD_REQUEST, media)


def _executed(result: dict[str, Any]) -> bool:
    """Ariadne gives `data: null` also for bad variables and unknown operation names: then no error has a path."""
    if result.get("data") is not None:
        return True
    return any("path" in error for error in result.get("errors", ()))


def _encode(body: Any, status: HTTPStatus, media: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), status, headers, media_type=f"{media}; charset=utf-8")


def quiet_logger() -> logging.Logger:
    """For ariadne, which logs a client's typing mistake as an error with traceback; `reporting` does the logging."""
    logger = logging.Logger("ariadne")
    logger.disabled = True
    return logger
