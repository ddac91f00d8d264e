"""`hansa serve` and its callers: who they are, what they may see, what subgraphs learn of them, and when they leave."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.cli.issuer import Issuer, running_issuer
from tests.cli.process import Gateway, serving
from tests.cli.shop import Shop, running_shop
from tests.upstream.hostile import hostile, says_nothing


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def gateway(shop: Shop, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder = tmp_path_factory.mktemp("gateway")
    env = {
        "HANSA_SECURITY__ISSUERS": issuer.settings,
        "HANSA_HEADERS__ALL": '[{"propagate": "/x-t.*/"}, {"insert": "x-tier", "value": "gold"}]',
        "HANSA_HEADERS__SUBGRAPHS": '{"reviews": [{"remove": "authorization"}]}',
    }
    with serving("--config", shop.write_config(folder), data=folder, env=env) as gateway:
        yield gateway


def ask(gateway: Gateway, query: str, token: str | None, **headers: str) -> httpx2.Response:
    bearer = {} if token is None else {"authorization": f"Bearer {token}"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.post(gateway.url, json={"query": query}, headers={**bearer, **named}, timeout=20)


def test_a_verified_caller_sees_protected_fields(gateway: Gateway, issuer: Issuer) -> None:
    assert ask(gateway, "{ drafts }", issuer.token()).json() == {"data": {"drafts": 7}}


def test_an_anonymous_caller_does_not(gateway: Gateway) -> None:
    answer = ask(gateway, "{ drafts }", None).json()
    assert answer["data"] == {"drafts": None}
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHORIZED_FIELD_OR_TYPE"


def test_the_verified_bearer_and_what_the_rules_say_reach_each_subgraph(
    gateway: Gateway, issuer: Issuer, shop: Shop
) -> None:
    token = issuer.token()
    answer = ask(
        gateway,
        "{ products { reviews { text } } }",
        token,
        x_tenant="t-1",
        x_tier="forged",
        x_other="no",
        cookie="a=b",
        hansa_deadline_ms="15000",
    )
    assert "errors" not in answer.json()
    products, reviews = (service.recorder.requests[-1].headers for service in (shop.products, shop.reviews))
    assert products["authorization"] == f"Bearer {token}"
    assert "authorization" not in reviews
    for headers in (products, reviews):
        assert (headers["x-tenant"], headers["x-tier"]) == ("t-1", "gold")
        assert not {"x-other", "cookie"}.intersection(headers)
        assert 0 < int(headers["hansa-deadline-ms"]) < 15_000


def test_an_expired_or_foreign_token_is_401_and_reaches_nobody(gateway: Gateway, issuer: Issuer, shop: Shop) -> None:
    before = len(shop.products.recorder.requests)
    for token in (issuer.token(lifetime=-600), issuer.token(aud="others"), issuer.token(iss="http://other"), "junk"):
        response = ask(gateway, "{ products { name } }", token)
        assert response.status_code == 401
        assert 'error="invalid_token"' in response.headers["www-authenticate"]
    assert len(shop.products.recorder.requests) == before


def test_no_token_is_ever_logged(gateway: Gateway, issuer: Issuer) -> None:
    token = issuer.token()
    ask(gateway, "{ products { name } }", token)
    gateway.wait_for("POST /graphql 200")
    assert token.split(".")[2] not in str(gateway.log)


async def test_a_client_that_leaves_cancels_its_operation(shop: Shop, tmp_path: Path) -> None:
    config = shop.write_config(tmp_path)
    async with hostile(says_nothing) as silent:
        env = {"HANSA_SUBGRAPHS__OVERRIDES__PRODUCTS__URL": silent.url}
        with serving("--config", config, data=tmp_path, env=env) as gateway:
            url = httpx2.URL(gateway.url)
            body = b'{"query":"{ products { name } }"}'
            types = f"content-type: application/json\r\ncontent-length: {len(body)}"
            head = f"POST /graphql HTTP/1.1\r\nhost: x\r\n{types}\r\n\r\n"
            with socket.create_connection((url.host, url.port)) as client:
                client.sendall(head.encode() + body)
                async with asyncio.timeout(20):
                    while not silent.exchanges:  # noqa: ASYNC110 - the event is in a server of another kind
                        await asyncio.sleep(0.01)
            await asyncio.to_thread(gateway.wait_for, "the client left before its answer; its operation is cancelled")
