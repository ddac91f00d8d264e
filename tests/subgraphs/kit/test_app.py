"""A subgraph over HTTP: callers, bodies, and what is not served."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import strawberry
from strawberry.types import Info

from gateway.security import IssuerSettings, Principal, TokenVerifier
from subgraphs.kit.app import graphql_app
from subgraphs.kit.callers import require_caller, require_scopes
from subgraphs.kit.schema import SubgraphSchema
from tests.security.authority import Authority


@dataclass(frozen=True)
class Context:
    principal: Principal | None


@strawberry.type
class Query:
    @strawberry.field
    def me(self, info: Info[Context, None]) -> str | None:
        return require_caller(info.context.principal).subject

    @strawberry.field
    def secret(self, info: Info[Context, None]) -> str | None:
        return require_scopes(info.context.principal, "secrets").subject


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
async def client(authority: Authority) -> AsyncIterator[httpx2.AsyncClient]:
    settings = IssuerSettings(issuer=authority.issuer, jwks_url=authority.jwks_url)
    verifier = TokenVerifier([settings], fetch=authority.fetch)
    app = graphql_app(SubgraphSchema(Query), verifier, Context, max_body_bytes=1000)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as open_client:
        yield open_client


async def ask(client: httpx2.AsyncClient, query: str, token: str | None = None) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    response = await client.post("/graphql", json={"query": query}, headers=headers)
    assert response.status_code == 200
    return response.json()


async def test_the_context_has_the_caller(client: httpx2.AsyncClient, authority: Authority) -> None:
    assert await ask(client, "{ me }", authority.token()) == {"data": {"me": "user-1"}}


async def test_an_anonymous_caller_is_told(client: httpx2.AsyncClient) -> None:
    answer = await ask(client, "{ me }")
    assert answer["data"] == {"me": None}
    assert answer["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_a_missing_scope_is_named(client: httpx2.AsyncClient, authority: Authority) -> None:
    answer = await ask(client, "{ secret }", authority.token(scope="other"))
    assert answer["errors"][0]["message"] == "the access token lacks the scope secrets"
    assert answer["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
    assert (await ask(client, "{ secret }", authority.token(scope="secrets")))["data"] == {"secret": "user-1"}


async def test_a_bad_token_never_reaches_a_resolver(client: httpx2.AsyncClient, authority: Authority) -> None:
    headers = {"authorization": f"Bearer {authority.token(aud='other')}"}
    response = await client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert response.status_code == 401


async def test_large_bodies_are_refused(client: httpx2.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100

    for content in (b" " * 1001, chunks()):
        response = await client.post("/graphql", content=content, headers={"content-type": "application/json"})
        assert (response.status_code, response.text) == (413, "the request's body is larger than 1000 bytes")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'"\xff"',
        b"[" * 900,
        b'{"query": 7}',
        b'{"query": "{ me }", "variables": 7}',
    ],
)
async def test_bad_bodies_are_400(client: httpx2.AsyncClient, body: bytes) -> None:
    response = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400


async def test_there_is_no_ide_and_no_query_by_get(client: httpx2.AsyncClient) -> None:
    page = await client.get("/graphql", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["allow"]) == (405, "POST")
    assert "GraphiQL at the gateway" in page.text
    response = await client.get("/graphql", params={"query": "{ __typename }"})
    assert response.status_code == 405
