"""One subgraph of the shop behind a real socket, misbehaving in every way a connection can: its fields alone are lost.

Each by both clients: our own for plain HTTP, and the general one.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.execution.ports import SubgraphCall
from gateway.upstream import HttpSubgraphs, SubgraphTarget
from gateway.upstream.client import HttpClient
from gateway.upstream.clients import PostClient
from gateway.upstream.http1 import Http1Client
from tests.oracle.case import Case, Outcome, ordered
from tests.oracle.catalogue import fresh
from tests.upstream import hostile
from tests.upstream.hostile import Behaviour, Exchange

QUERY = "{ topProducts { name inStock } me { name } }"
LIMIT = 100_000
NULLS = [["topProducts", index, "inStock"] for index in range(2)]
GOOD = b'{"data":{"_entities":[{"inStock":false},{"inStock":true}]}}'


@pytest.fixture(params=["own", "general"])
async def client(request: Any) -> AsyncIterator[PostClient]:
    client = Http1Client() if request.param == "own" else HttpClient()
    yield client
    await client.close()


PATIENCE = 60.0


class Mixed:
    """A transport: `stock` over HTTP, the others in memory."""

    def __init__(self, case: Case, client: PostClient, url: str, timeout: float) -> None:
        self._case = case
        self._client = client
        self._url = url
        self.wait(timeout)

    def wait(self, timeout: float) -> None:
        """Give `stock` so many seconds from now on."""
        target = SubgraphTarget(self._url, timeout=timeout, max_bytes=LIMIT)
        self._stock = HttpSubgraphs(self._client, {"stock": target})

    async def send(self, call: SubgraphCall) -> bytes:
        return await (self._stock if call.subgraph == "stock" else self._case).send(call)


async def answer(
    behaviour: Behaviour, client: PostClient, seconds: float = PATIENCE
) -> tuple[Outcome, hostile.HostileServer]:
    """What the gateway answers while `stock` behaves so; and again, after it has come to its senses."""
    case = fresh("shop")
    async with hostile.hostile(behaviour) as server:
        honest = case.engine
        transport = Mixed(case, client, server.url, seconds)
        case.engine = case.engine_over(transport)
        try:
            outcome = await case.run(QUERY)
            server.behaviour = says(GOOD)
            transport.wait(PATIENCE)
            again = await case.run(QUERY)
        finally:
            case.engine = honest
    assert (again.errors, [each["inStock"] for each in again.data["topProducts"][:2]]) == ([], [False, True])
    return outcome, server


def says(body: bytes, *, status: str = "200 OK", kind: str = "application/json", headers: str = "") -> Behaviour:
    async def behaviour(exchange: Exchange) -> None:
        head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{headers}content-length: {len(body)}\r\n\r\n"
        await exchange.write(head.encode(), body)

    return behaviour


async def resets_in_the_body(exchange: Exchange) -> None:
    await exchange.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n", GOOD[:20])
    await asyncio.sleep(0)
    exchange.writer.transport.abort()


async def grows_without_end(exchange: Exchange) -> None:
    await exchange.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", hostile.chunk(GOOD[:-2]))
    while True:
        await exchange.write(hostile.chunk(b" " * 65536))
        exchange.server.written += 65536


BOMB = gzip.compress(b'{"data":{"_entities":[' + b" " * 50_000_000 + b"]}}")
REDIRECT = "location: http://127.0.0.1:1/elsewhere\r\n"


@pytest.mark.parametrize(
    ("behaviour", "code", "message"),
    [
        (says(b"<html>login</html>", kind="text/html"), "INVALID_RESPONSE", "did not answer in JSON"),
        (says(b"", kind="application/json"), "INVALID_RESPONSE", "did not answer in JSON"),
        (says(b"[1]"), "INVALID_RESPONSE", "did not answer in JSON"),
        (says(GOOD[:-10]), "INVALID_RESPONSE", "did not answer JSON"),
        (says(b"{}"), "INVALID_RESPONSE", "neither `data` nor `errors`"),
        (says(b"", status="204 No Content"), "INVALID_RESPONSE", "did not answer in JSON"),
        (says(b"<html>", status="502 Bad Gateway", kind="text/html"), "HTTP_ERROR", "HTTP status 502"),
        (says(b'{"detail":"oops"}', status="500 Oops"), "HTTP_ERROR", "HTTP status 500"),
        (says(b"", status="302 Found", headers=REDIRECT), "HTTP_ERROR", "HTTP status 302"),
        (says(b"", status="307 Temporary Redirect", headers=REDIRECT), "HTTP_ERROR", "HTTP status 307"),
        (says(b"hello", headers="content-encoding: gzip\r\n"), "INVALID_RESPONSE", "proper HTTP"),
        (says(BOMB, headers="content-encoding: gzip\r\n"), "RESPONSE_TOO_LARGE", "more than is allowed"),
        (says(b'{"data":{"_entities":"' + b"x" * LIMIT + b'"}}'), "RESPONSE_TOO_LARGE", "more than is allowed"),
        (hostile.announces_too_much, "RESPONSE_TOO_LARGE", "more than is allowed"),
        (grows_without_end, "RESPONSE_TOO_LARGE", "more than is allowed"),
        (hostile.resets, "UNREACHABLE", "closed the connection"),
        (resets_in_the_body, "UNREACHABLE", "closed the connection"),
        (hostile.stops_in_the_head, "UNREACHABLE", "closed the connection"),
        (hostile.stops_in_the_body, "UNREACHABLE", "closed the connection"),
        (hostile.stops_in_a_chunk, "UNREACHABLE", "closed the connection"),
        (hostile.speaks_another_protocol, "INVALID_RESPONSE", "proper HTTP"),
        (hostile.says_nothing, "TIMEOUT", "did not answer within 0.5 s"),
        (hostile.drips, "TIMEOUT", "did not answer within 0.5 s"),
    ],
)
async def test_a_subgraph_that_misbehaves_costs_its_own_fields(
    behaviour: Behaviour, code: str, message: str, client: PostClient
) -> None:
    outcome, server = await answer(behaviour, client, 0.5 if code == "TIMEOUT" else PATIENCE)
    assert [error["path"] for error in outcome.errors] == NULLS
    assert {error["extensions"]["code"] for error in outcome.errors} == {f"SUBGRAPH_{code}"}
    assert all(message in error["message"] for error in outcome.errors), outcome.errors
    assert outcome.data == {
        "topProducts": [{"name": "Thing 1", "inStock": None}, {"name": "Thing 2", "inStock": None}, None],
        "me": {"name": "Ada"},
    }
    assert len(server.exchanges) == 2, "a failed request is not repeated, a redirect not followed"
    assert server.written < 50_000_000


@pytest.mark.parametrize(
    "behaviour",
    [
        says(GOOD, status="500 Internal Server Error"),
        says(GOOD, status="404 Not Found"),
        says(GOOD, kind="text/plain"),
        says(GOOD, kind="text/html; charset=latin-1"),
        says(b"\xef\xbb\xbf" + GOOD),
        says(b" \r\n\t" + GOOD + b"\n"),
        says(gzip.compress(GOOD), headers="content-encoding: gzip\r\n"),
    ],
)
async def test_a_graphql_response_counts_however_it_is_labelled(behaviour: Behaviour, client: PostClient) -> None:
    outcome, _ = await answer(behaviour, client)
    assert outcome.errors == []
    assert ordered(outcome.data["topProducts"][0]) == '{"name":"Thing 1","inStock":false}'
