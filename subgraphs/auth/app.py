"""The authorization server over HTTP: token endpoint, development login, keys, metadata."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

import msgspec
from anyio import to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from subgraphs.auth.clients import Clients
from subgraphs.auth.devlogin import PAGE, Refused, check_local, read_login
from subgraphs.auth.keys import SigningKeys
from subgraphs.auth.metadata import JWKS_PATH, authorization_server, openid_configuration
from subgraphs.auth.server import TOKEN_PATH, Server
from subgraphs.auth.settings import AuthSettings
from subgraphs.kit.bodies import LimitedBody

_FORM = "application/x-www-form-urlencoded"
_MAX_BODY = 16 * 1024


def build_app(settings: AuthSettings, keys: SigningKeys, clients: Clients) -> Starlette:
    """The server's ASGI application."""
    endpoints = _Endpoints(settings, Server(settings, keys, clients))
    documents = {
        JWKS_PATH: keys.public(),
        "/.well-known/oauth-authorization-server": authorization_server(settings),
        "/.well-known/openid-configuration": openid_configuration(settings),
    }
    routes = [
        Route(TOKEN_PATH, endpoints.token, methods=["POST"]),
        *(Route(path, _document(content)) for path, content in documents.items()),
    ]
    if settings.dev_login:
        routes.append(Route("/dev/login", endpoints.dev_login, methods=["GET", "POST"]))
    limit = Middleware(LimitedBody, _MAX_BODY)
    return Starlette(routes=routes, middleware=[limit], exception_handlers={Refused: _refuse})


class _Endpoints:
    def __init__(self, settings: AuthSettings, server: Server) -> None:
        self._settings = settings
        self._server = server

    async def token(self, request: Request) -> Response:
        form = await _read_form(request)
        return await to_thread.run_sync(self._server.token_response, form, request.headers)

    async def dev_login(self, request: Request) -> Response:
        check_local(request)
        if request.method in ("GET", "HEAD"):
            return HTMLResponse(PAGE, headers={"content-security-policy": "frame-ancestors 'none'"})
        fields: Mapping[str, object]
        if _media_type(request) == "application/json":
            fields = await _read_json(request)
        else:
            fields = await _read_form(request)
        return self._server.login_response(read_login(fields))


async def _read_form(request: Request) -> dict[str, str]:
    """The parameters, none twice (RFC 6749 section 3.2); an empty body has none."""
    if _media_type(request) not in (_FORM, ""):
        raise Refused(400, "invalid_request", f"the body must be {_FORM}")
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise Refused(400, "invalid_request", "the body is not UTF-8") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Refused(400, "invalid_request", "a parameter is there twice")
    return fields


async def _read_json(request: Request) -> Mapping[str, object]:
    try:
        fields = msgspec.json.decode(await request.body())
    except (ValueError, RecursionError) as error:
        raise Refused(400, "invalid_request", "the body is not JSON") from error
    if not isinstance(fields, dict):
        raise Refused(400, "invalid_request", "the body must be a JSON object")
    return fields


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _document(content: object) -> Callable[[Request], Awaitable[Response]]:
    body = msgspec.json.encode(content)

    async def answer(_: Request) -> Response:
        return Response(body, media_type="application/json", headers={"cache-control": "public, max-age=300"})

    return answer


def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    body = {"error": error.error, "error_description": error.description}
    return JSONResponse(body, status_code=error.status, headers={"cache-control": "no-store"})
