"""The development login: open to this machine, closed to the world."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc import jwt

from subgraphs.auth.app import build_app
from subgraphs.auth.clients import Clients
from subgraphs.auth.keys import SigningKeys
from subgraphs.auth.settings import AuthSettings
from tests.subgraphs.auth.conftest import Connect


def claims_of(response: httpx2.Response, keys: SigningKeys) -> dict[str, Any]:
    assert response.status_code == 200
    return jwt.decode(response.json()["access_token"], keys.signing, algorithms=["ES256"]).claims


async def test_it_names_the_first_user_with_every_scope(server: httpx2.AsyncClient, keys: SigningKeys) -> None:
    response = await server.post("/dev/login")
    claims = claims_of(response, keys)
    assert (claims["sub"], claims["scope"]) == ("user-1", "users:email documents:write inference")
    assert claims["exp"] - claims["iat"] == response.json()["expires_in"] == 8 * 3600


@pytest.mark.parametrize("sent", ["json", "data"])
async def test_user_and_scope_can_be_chosen(server: httpx2.AsyncClient, keys: SigningKeys, sent: str) -> None:
    fields: Any = {sent: {"user": "user-7", "scope": "inference"}}
    claims = claims_of(await server.post("/dev/login", **fields), keys)
    assert (claims["sub"], claims["scope"], claims["client_id"]) == ("user-7", "inference", "dev-login")


async def test_an_empty_scope_is_none(server: httpx2.AsyncClient, keys: SigningKeys) -> None:
    response = await server.post("/dev/login", json={"scope": ""})
    assert response.json()["scope"] == claims_of(response, keys)["scope"] == ""


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"user": ""}, "invalid_request"),
        ({"user": "a b"}, "invalid_request"),
        ({"user": "x" * 65}, "invalid_request"),
        ({"user": 7}, "invalid_request"),
        ({"scope": ["inference"]}, "invalid_request"),
        ({"scope": "root"}, "invalid_scope"),
        (["user-1"], "invalid_request"),
    ],
)
async def test_bad_fields(server: httpx2.AsyncClient, fields: Any, error: str) -> None:
    response = await server.post("/dev/login", json=fields)
    assert (response.status_code, response.json()["error"]) == (400, error)


@pytest.mark.parametrize("content", [b"", b"{", b'{"user": "\xff"}', b"[" * 5000])
async def test_a_body_that_is_not_json(server: httpx2.AsyncClient, content: bytes) -> None:
    response = await server.post("/dev/login", content=content, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["error_description"]) == (400, "the body is not JSON")


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
async def test_loopback_peers_are_answered(connect: Connect, peer: str) -> None:
    async with connect(peer) as client:
        assert (await client.post("/dev/login")).status_code == 200


@pytest.mark.parametrize("peer", ["10.0.0.1", "192.168.1.5", "2001:db8::1", "::ffff:10.0.0.1", "0.0.0.0", "", "unix"])
async def test_other_peers_are_refused(connect: Connect, peer: str) -> None:
    async with connect(peer) as client:
        for response in (await client.post("/dev/login"), await client.get("/dev/login")):
            assert (response.status_code, response.json()["error"]) == (403, "access_denied")


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "10.0.0.1"},
        {"x-forwarded-for": "127.0.0.1"},
        {"forwarded": "for=10.0.0.1"},
        {"via": "1.1 proxy"},
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example"},
        {"host": ""},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
async def test_what_only_looks_local_is_refused(server: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    response = await server.post("/dev/login", headers=headers)
    assert (response.status_code, response.json()["error"]) == (403, "access_denied")


async def test_our_own_page_is_answered(server: httpx2.AsyncClient) -> None:
    page = await server.get("/dev/login")
    assert '<form method="post">' in page.text
    for origin in ("http://127.0.0.1:4100", "http://localhost:4100", "http://[::1]:4100"):
        assert (await server.post("/dev/login", data={}, headers={"origin": origin})).status_code == 200


async def test_it_can_be_turned_off(tmp_path: Path, keys: SigningKeys, clients: Clients) -> None:
    settings = AuthSettings(data_dir=tmp_path, dev_login=False)
    transport = httpx2.ASGITransport(build_app(settings, keys, clients), client=("127.0.0.1", 1))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert (await client.post("/dev/login")).status_code == 404
