"""The subgraph transport: deadlines, headers, statuses, and errors that a client may read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from gateway.execution.ports import SubgraphCall, SubgraphError
from gateway.upstream import HttpSubgraphs, SubgraphTarget, deadline_header
from gateway.upstream.client import HttpClient
from tests.upstream import hostile
from tests.upstream.hostile import Behaviour, Exchange, HostileServer

GRAPHQL = b'{"data":{"me":null}}'


def answers(body: bytes, **how: str) -> Behaviour:
    async def respond(exchange: Exchange) -> None:
        await exchange.respond(body, **how)

    return respond


async def send(
    server: HostileServer,
    *,
    headers: Mapping[str, str] | None = None,
    seconds_left: float = 60.0,
    name: str = "users",
    **target: Any,
) -> bytes:
    async with HttpClient() as client:
        users = SubgraphTarget(server.url, **target)
        transport = HttpSubgraphs(client, {"users": users})
        deadline = asyncio.get_running_loop().time() + seconds_left
        call = SubgraphCall(name, b'{"query":"{me}"}', "query", headers or {}, deadline)
        return await transport.send(call)


async def refusal(server: HostileServer, **options: Any) -> SubgraphError:
    with pytest.raises(SubgraphError) as caught:
        await send(server, **options)
    assert "127.0.0.1" not in caught.value.message
    assert "'users'" in caught.value.message or "name" in options
    return caught.value


async def test_the_body_is_passed_on_as_it_came() -> None:
    async with hostile.hostile(answers(b'  {"data": {"n": 12345678901234567890}}')) as server:
        assert await send(server) == b'  {"data": {"n": 12345678901234567890}}'
    sent = server.exchanges[0]
    assert sent.body == b'{"query":"{me}"}'
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["accept"] == "application/graphql-response+json, application/json;q=0.9"


async def test_the_subgraph_is_told_the_time_that_is_left() -> None:
    async with hostile.hostile(answers(GRAPHQL)) as server:
        await send(server, seconds_left=60.0, timeout=7.0, headers={"hansa-deadline-ms": "999999"})
        await send(server, seconds_left=5.0, timeout=7.0)
    whole, rest = (int(exchange.headers["hansa-deadline-ms"]) for exchange in server.exchanges)
    assert whole == 6900
    assert 0 < rest <= 4900


@pytest.mark.parametrize(("left", "told"), [(100.0, "99900"), (2.0, "1900"), (0.1, "95"), (0.0001, "1")])
def test_a_hop_tells_a_little_less_than_it_has(left: float, told: str) -> None:
    assert deadline_header(left) == {"hansa-deadline-ms": told}


@pytest.mark.parametrize(
    "name", ["host", "content-length", "transfer-encoding", "connection", "te", "accept-encoding", "content-type"]
)
async def test_headers_of_the_connection_are_never_forwarded(name: str) -> None:
    async with hostile.hostile(answers(GRAPHQL)) as server:
        await send(server, headers={name: "forged", "authorization": "Bearer t"})
    seen = server.exchanges[0].headers
    assert seen.get(name) != "forged"
    assert seen["authorization"] == "Bearer t"


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "500 Oops", "503 Busy"])
@pytest.mark.parametrize(
    "body", [b'{"errors":[{"message":"no"}]}', b'{"data":null}', b'{"data":{"a":1},"errors":null}']
)
async def test_a_graphql_response_counts_whatever_its_status(status: str, body: bytes) -> None:
    async with hostile.hostile(answers(body, status=status)) as server:
        assert await send(server) == body


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        ("502 Bad Gateway", "text/html", b"<html>nginx</html>"),
        ("500 Oops", "application/json", b'{"detail":"Internal Server Error"}'),
        ("500 Oops", "application/json", b'{"errors":[]}'),
        ("404 Not Found", "text/plain", b""),
        ("307 Go", "text/plain", b""),
        ("429 Slow down", "application/json", b"[1]"),
        ("500 Deep", "application/json", b'{"data":' + b"[" * 5000),
    ],
)
async def test_another_answer_with_an_error_status_is_an_http_error(status: str, kind: str, body: bytes) -> None:
    async with hostile.hostile(answers(body, status=status, kind=kind)) as server:
        error = await refusal(server)
    assert error.code == "SUBGRAPH_HTTP_ERROR"
    assert status[:3] in error.message
    assert body[:200].decode() in error.detail


@pytest.mark.parametrize("body", [b"<html>login</html>", b"", b"ok", b"[]"])
async def test_success_without_an_object_is_an_invalid_response(body: bytes) -> None:
    async with hostile.hostile(answers(body, kind="text/html")) as server:
        error = await refusal(server)
    assert error.code == "SUBGRAPH_INVALID_RESPONSE"
    assert body.decode() not in error.message or body == b""


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (hostile.resets, "SUBGRAPH_UNREACHABLE"),
        (hostile.stops_in_the_body, "SUBGRAPH_UNREACHABLE"),
        (hostile.speaks_another_protocol, "SUBGRAPH_INVALID_RESPONSE"),
        (hostile.floods, "SUBGRAPH_RESPONSE_TOO_LARGE"),
        (hostile.announces_too_much, "SUBGRAPH_RESPONSE_TOO_LARGE"),
        (hostile.says_nothing, "SUBGRAPH_TIMEOUT"),
        (hostile.drips, "SUBGRAPH_TIMEOUT"),
    ],
)
async def test_each_failure_of_the_connection_has_its_code(behaviour: Behaviour, code: str) -> None:
    async with hostile.hostile(behaviour) as server:
        error = await refusal(server, timeout=0.3, max_bytes=100_000)
    assert error.code == code
    assert error.detail


async def test_a_subgraph_that_is_down_is_unreachable() -> None:
    async with hostile.hostile(hostile.resets) as server:
        pass
    assert (await refusal(server)).code == "SUBGRAPH_UNREACHABLE"


async def test_the_deadline_of_the_request_shortens_the_timeout() -> None:
    async with hostile.hostile(hostile.says_nothing) as server:
        error = await refusal(server, timeout=60.0, seconds_left=0.2)
    assert error.code == "SUBGRAPH_TIMEOUT"
    assert len(server.exchanges) == 1


async def test_after_the_deadline_nobody_is_asked() -> None:
    async with hostile.hostile(answers(GRAPHQL)) as server:
        assert (await refusal(server, seconds_left=-1.0)).code == "SUBGRAPH_TIMEOUT"
    assert server.connections == 0


async def test_a_header_that_http_cannot_carry_is_an_error_of_that_subgraph() -> None:
    async with hostile.hostile(answers(GRAPHQL)) as server:
        error = await refusal(server, headers={"x-tenant": "a\nb"})
    assert error.code == "SUBGRAPH_UNREACHABLE"
    assert server.exchanges == []


async def test_a_subgraph_without_url_is_unreachable() -> None:
    async with hostile.hostile(answers(GRAPHQL)) as server:
        error = await refusal(server, name="reviews")
    assert (error.code, error.message) == ("SUBGRAPH_UNREACHABLE", "Subgraph 'reviews' has no URL.")
