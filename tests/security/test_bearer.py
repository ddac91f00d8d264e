"""The Authorization header at the door: anonymous passes, good is known, bad never passes."""

from __future__ import annotations

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway.security import BearerMiddleware, TokenVerifier, principal_of
from tests.security.authority import Authority


async def whoami(request: Request) -> Response:
    principal = principal_of(request.scope)
    return PlainTextResponse(principal.subject if principal else "anonymous")


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    principal = principal_of(websocket.scope)
    await websocket.send_text(principal.subject if principal else "anonymous")
    await websocket.close()


@pytest.fixture
def app(verifier: TokenVerifier) -> ASGIApp:
    routes = [Route("/", whoami), WebSocketRoute("/socket", socket)]
    return BearerMiddleware(Starlette(routes=routes), verifier)


async def ask(app: ASGIApp, *headers: tuple[str, str]) -> httpx2.Response:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as client:
        return await client.get("/", headers=list(headers))


async def test_without_credentials_the_caller_is_anonymous(app: ASGIApp) -> None:
    assert (await ask(app)).text == "anonymous"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_a_good_token_is_known(app: ASGIApp, authority: Authority, scheme: str) -> None:
    assert (await ask(app, ("authorization", f"{scheme} {authority.token()}"))).text == "user-1"


async def test_a_bad_token_is_401_with_the_reason(app: ASGIApp, authority: Authority) -> None:
    response = await ask(app, ("authorization", f"Bearer {authority.token(exp=1)}"))
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == (
        'Bearer error="invalid_token", error_description="the token has expired"'
    )
    assert response.json() == {
        "errors": [{"message": "the token has expired", "extensions": {"code": "UNAUTHENTICATED"}}]
    }


@pytest.mark.parametrize(
    "value", ["Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "Bearer a b", "", "eyJhbGciOiJub25lIn0.e."]
)
async def test_a_malformed_header_is_400(app: ASGIApp, value: str) -> None:
    response = await ask(app, ("authorization", value))
    assert response.status_code == 400
    assert 'error="invalid_request"' in response.headers["www-authenticate"]


async def test_two_headers_are_400(app: ASGIApp, authority: Authority) -> None:
    header = ("authorization", f"Bearer {authority.token()}")
    assert (await ask(app, header, header)).status_code == 400


async def test_without_keys_the_answer_is_503_and_anonymous_still_passes(app: ASGIApp, authority: Authority) -> None:
    authority.down = True
    response = await ask(app, ("authorization", f"Bearer {authority.token()}"))
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert response.json()["errors"][0]["extensions"]["code"] == "ISSUER_UNAVAILABLE"
    assert (await ask(app)).text == "anonymous"


def test_a_websocket_is_verified_as_well(app: ASGIApp, authority: Authority) -> None:
    client = TestClient(app)
    with client.websocket_connect("/socket", headers={"authorization": f"Bearer {authority.token()}"}) as connection:
        assert connection.receive_text() == "user-1"
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect("/socket", headers={"authorization": "Bearer x.y.z"}),
    ):
        raise AssertionError("accepted")
    assert closed.value.code == 1008
