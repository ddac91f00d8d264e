"""Which client serves which URL, and that both mean the same to the transport above."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from gateway.execution.ports import SubgraphCall, SubgraphError
from gateway.upstream import Clients, HttpFailure, HttpSubgraphs, SubgraphTarget
from gateway.upstream.client import HttpClient
from gateway.upstream.http1 import Http1Client, PoolLimits
from tests.garbage import collector
from tests.upstream import hostile
from tests.upstream.hostile import Behaviour, Exchange


@pytest.fixture
async def clients() -> AsyncIterator[Clients]:
    clients = Clients(HttpClient, Http1Client())
    yield clients
    await clients.close()


async def answers(exchange: Exchange) -> None:
    await exchange.respond(b'{"data":null}')


async def test_plain_http_goes_by_our_own_client_and_what_it_does_not_serve_by_the_general_one(
    clients: Clients,
) -> None:
    async with hostile.hostile(answers) as server:
        await clients.post(server.url, b"{}", {}, timeout=5, max_bytes=100)
        await clients.post(server.url.replace("http://", "http://me:secret@"), b"{}", {}, timeout=5, max_bytes=100)
    own, general = server.exchanges
    assert own.headers["accept-encoding"] == "gzip"
    assert general.headers["accept-encoding"] != "gzip"


async def test_https_is_not_sent_in_the_clear(clients: Clients) -> None:
    async with hostile.hostile(answers) as server:
        with pytest.raises(HttpFailure):  # what comes is no POST: the server waits for the rest of one
            await clients.post(server.url.replace("http://", "https://"), b"{}", {}, timeout=0.5, max_bytes=100)
    assert server.exchanges == []


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (hostile.resets, "SUBGRAPH_UNREACHABLE"),
        (hostile.speaks_another_protocol, "SUBGRAPH_INVALID_RESPONSE"),
        (hostile.says_nothing, "SUBGRAPH_TIMEOUT"),
        (hostile.floods, "SUBGRAPH_RESPONSE_TOO_LARGE"),
    ],
)
async def test_its_failures_are_the_transports_errors(clients: Clients, behaviour: Behaviour, code: str) -> None:
    async with hostile.hostile(behaviour) as server:
        transport = HttpSubgraphs(clients, {"users": SubgraphTarget(server.url, timeout=0.3, max_bytes=100_000)})
        with pytest.raises(SubgraphError) as caught:
            await transport.send(call())
    assert caught.value.code == code


async def test_a_wait_for_a_connection_counts_as_waiting_for_the_subgraph() -> None:
    clients = Clients(HttpClient, Http1Client(PoolLimits(connections=1)))
    async with hostile.hostile(hostile.says_nothing) as server:
        patient = HttpSubgraphs(clients, {"users": SubgraphTarget(server.url, timeout=30)})
        first = asyncio.ensure_future(patient.send(call()))  # has the only connection
        await server.until(1)
        transport = HttpSubgraphs(clients, {"users": SubgraphTarget(server.url, timeout=0.1)})
        errors = await asyncio.gather(*(transport.send(call()) for _ in range(2)), return_exceptions=True)
        await clients.close()
        with pytest.raises(SubgraphError):
            await first
    assert [error.code for error in errors if isinstance(error, SubgraphError)] == ["SUBGRAPH_TIMEOUT"] * 2
    assert len(server.exchanges) == 1


async def test_an_exchange_leaves_no_cycle_of_garbage(clients: Clients) -> None:
    async with hostile.hostile(answers) as server:
        transport = HttpSubgraphs(clients, {"users": SubgraphTarget(server.url)})
        await transport.send(call())
        with collector() as collect:
            for _ in range(20):
                await transport.send(call())
            server.exchanges.clear()
            assert collect() < 20  # one cycle for each would be more


def call() -> SubgraphCall:
    return SubgraphCall("users", b'{"query":"{ a }"}', "query", {}, asyncio.get_running_loop().time() + 30)
