"""Client credentials (RFC 6749 section 4.4): what is issued, and every way to be refused."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from joserfc import jwt

from subgraphs.auth.keys import SigningKeys

GRANT = {"grant_type": "client_credentials"}


async def test_a_client_gets_a_token_of_rfc_9068(server: httpx2.AsyncClient, secret: str, keys: SigningKeys) -> None:
    response = await server.post("/oauth/token", data={**GRANT, "scope": "inference"}, auth=("dev", secret))
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 900, "inference")
    token = jwt.decode(body["access_token"], keys.signing, algorithms=["ES256"])
    [published] = keys.public()["keys"]
    assert token.header == {"alg": "ES256", "typ": "at+jwt", "kid": published["kid"]}
    claims = token.claims
    assert (claims["iss"], claims["aud"]) == ("http://127.0.0.1:4100", "hansa")
    assert (claims["sub"], claims["client_id"], claims["scope"]) == ("dev", "dev", "inference")
    assert claims["exp"] - claims["iat"] == 900
    assert claims["jti"]


async def test_the_secret_may_be_in_the_form(server: httpx2.AsyncClient, secret: str) -> None:
    response = await server.post("/oauth/token", data={**GRANT, "client_id": "dev", "client_secret": secret})
    assert response.status_code == 200


async def test_who_asks_for_no_scope_gets_all_of_the_clients(server: httpx2.AsyncClient, secret: str) -> None:
    response = await server.post("/oauth/token", data=GRANT, auth=("dev", secret))
    assert response.json()["scope"] == "users:email documents:write inference"


@pytest.mark.parametrize(
    ("form", "auth", "status", "error"),
    [
        (GRANT, ("dev", "wrong"), 401, "invalid_client"),
        (GRANT, ("nobody", "wrong"), 401, "invalid_client"),
        (GRANT, None, 401, "invalid_client"),
        ({**GRANT, "client_id": "dev"}, None, 401, "invalid_client"),
        ({**GRANT, "scope": "root"}, "good", 400, "invalid_scope"),
        ({**GRANT, "scope": "inference root"}, "good", 400, "invalid_scope"),
        ({"grant_type": "password", "username": "a", "password": "b"}, "good", 400, "unsupported_grant_type"),
        ({}, "good", 400, "unsupported_grant_type"),
    ],
)
async def test_refusals(
    server: httpx2.AsyncClient, secret: str, form: dict[str, str], auth: Any, status: int, error: str
) -> None:
    credentials = ("dev", secret) if auth == "good" else auth
    response = await server.post("/oauth/token", data=form, auth=credentials)
    assert (response.status_code, response.json()["error"]) == (status, error)
    assert response.headers["cache-control"] == "no-store"
    assert ("www-authenticate" in response.headers) == (status == 401)


@pytest.mark.parametrize(
    ("content", "kind", "description"),
    [
        (b"grant_type=client_credentials&grant_type=password", "application/x-www-form-urlencoded", "there twice"),
        (b'{"grant_type": "client_credentials"}', "application/json", "the body must be"),
        (b"x", "multipart/form-data; boundary=b", "the body must be"),
        (b"grant_type=%ff", "application/x-www-form-urlencoded", "not UTF-8"),
    ],
)
async def test_malformed_requests(
    server: httpx2.AsyncClient, secret: str, content: bytes, kind: str, description: str
) -> None:
    headers = {"content-type": kind}
    response = await server.post("/oauth/token", content=content, headers=headers, auth=("dev", secret))
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    assert description in response.json()["error_description"]


@pytest.mark.parametrize("authorization", ["Basic", "Basic %%%", "Basic ZGV2", "Bearer x", "Basic //79"])
async def test_malformed_credentials(server: httpx2.AsyncClient, authorization: str) -> None:
    response = await server.post("/oauth/token", data=GRANT, headers={"authorization": authorization})
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


async def test_only_post_and_only_small(server: httpx2.AsyncClient) -> None:
    assert (await server.get("/oauth/token")).status_code == 405
    assert (await server.post("/oauth/token", data={**GRANT, "scope": "x" * 20_000})).status_code == 413
