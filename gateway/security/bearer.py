"""The bearer of a request (RFC 6750), verified before the application sees the request.

No credentials: the request passes as anonymous.  A good token: `scope["state"]["principal"]` is the caller.  A bad one
never passes as anonymous: 401 or 400 with `WWW-Authenticate`, 503 when its issuer's keys cannot be had.
"""

from __future__ import annotations

import logging

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.security.errors import InvalidToken, IssuerUnavailable
from gateway.security.principal import Principal
from gateway.security.verifier import TokenVerifier

logger = logging.getLogger(__name__)


class BearerMiddleware:
    """Puts the verified caller into the scope of HTTP and WebSocket requests.

    Args:
        app: sees only anonymous and verified requests.
        verifier: judges the tokens.
    """

    def __init__(self, app: ASGIApp, verifier: TokenVerifier) -> None:
        self._app = app
        self._verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            token = bearer_of(scope["headers"])
            principal = await self._verifier.verify(token) if token is not None else None
        except InvalidToken as error:
            logger.info("token refused: %s", error.message)
            await _refuse(scope, send, error.status, error.message, "UNAUTHENTICATED", _challenge(error))
        except IssuerUnavailable as error:
            await _refuse(scope, send, 503, str(error), "ISSUER_UNAVAILABLE", (b"retry-after", b"5"))
        else:
            scope.setdefault("state", {})["principal"] = principal
            await self._app(scope, receive, send)


def principal_of(scope: Scope) -> Principal | None:
    """The verified caller of a request below `BearerMiddleware`; None when anonymous."""
    principal = scope.get("state", {}).get("principal")
    return principal if isinstance(principal, Principal) else None


def bearer_of(headers: list[tuple[bytes, bytes]]) -> str | None:
    """The token of the `Authorization` header; None without that header.

    Raises:
        InvalidToken: (invalid_request) several headers, another scheme, or no single token.
    """
    values = [value for name, value in headers if name == b"authorization"]
    if not values:
        return None
    if len(values) > 1:
        raise InvalidToken("more than one Authorization header", "invalid_request")
    scheme, _, token = values[0].decode("latin-1").strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or " " in token:
        raise InvalidToken("the Authorization header must be: Bearer <token>", "invalid_request")
    return token


def _challenge(error: InvalidToken) -> tuple[bytes, bytes]:
    return b"www-authenticate", f'Bearer error="{error.code}", error_description="{error.message}"'.encode()


async def _refuse(scope: Scope, send: Send, status: int, message: str, code: str, header: tuple[bytes, bytes]) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": message[:120]})
        return
    body = msgspec.json.encode({"errors": [{"message": message, "extensions": {"code": code}}]})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), header]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
