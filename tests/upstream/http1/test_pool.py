"""Connections are reused when they may be, bounded always, and never lost, whoever is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket

import pytest

from gateway.upstream import ConnectFailed, ConnectionLost, HttpFailure, TimedOut
from gateway.upstream.http1 import Http1Client, PoolLimits
from tests.upstream import hostile
from tests.upstream.hostile import Exchange, HostileServer


async def echoes(exchange: Exchange) -> None:
    await exchange.respond(exchange.body)


async def ask(client: Http1Client, server: HostileServer, body: bytes = b"{}", seconds: float = 10.0) -> bytes:
    return (await client.post(server.url, body, {}, timeout=seconds, max_bytes=1000)).body


async def test_a_connection_is_reused() -> None:
    async with hostile.hostile(echoes) as server, Http1Client() as client:
        for _ in range(5):
            await ask(client, server)
    assert (len(server.exchanges), server.connections) == (5, 1)


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nconnection: close\r\n", b"HTTP/1.0 200 OK\r\n"])
async def test_a_connection_that_the_server_will_close_is_not(head: bytes) -> None:
    async def answers(exchange: Exchange) -> None:
        await exchange.write(head + b"content-length: 2\r\n\r\n{}")

    async with hostile.hostile(answers) as server, Http1Client() as client:
        await ask(client, server)
        await ask(client, server)
    assert server.connections == 2


async def test_a_connection_that_the_server_closed_while_idle_is_replaced_unseen() -> None:
    async def answers_and_goes(exchange: Exchange) -> None:
        await exchange.respond(b"{}")
        exchange.writer.close()

    async with hostile.hostile(answers_and_goes) as server, Http1Client() as client:
        for _ in range(20):
            assert await ask(client, server) == b"{}"
            await server.hung_up.wait()
            server.hung_up.clear()
    assert (server.connections, len(server.exchanges)) == (20, 20)


async def test_what_the_server_says_unasked_reaches_nobody() -> None:
    async def answers_twice(exchange: Exchange) -> None:
        await exchange.respond(exchange.body)
        await exchange.respond(b"smuggled")

    async with hostile.hostile(answers_twice) as server, Http1Client() as client:
        for number in range(10):
            body = str(number).encode()
            assert await ask(client, server, body) == body
            await asyncio.sleep(0.005)


async def test_a_request_that_may_have_been_seen_is_not_repeated() -> None:
    async def answers_once(exchange: Exchange) -> None:
        if len(exchange.server.exchanges) > 1:
            exchange.writer.transport.abort()
        else:
            await exchange.respond(b"{}")

    async with hostile.hostile(answers_once) as server, Http1Client() as client:
        await ask(client, server)
        with pytest.raises(ConnectionLost) as caught:
            await ask(client, server)
    assert caught.value.maybe_sent
    assert (len(server.exchanges), server.connections) == (2, 1)


async def test_connections_are_bounded_and_who_waits_is_served_in_order() -> None:
    order: list[bytes] = []
    gate = asyncio.Event()

    async def answers_when_told(exchange: Exchange) -> None:
        order.append(exchange.body)
        await gate.wait()
        await exchange.respond(exchange.body)

    async with hostile.hostile(answers_when_told) as server, Http1Client(PoolLimits(connections=2)) as client:
        calls = []
        for number in range(8):
            calls.append(asyncio.ensure_future(ask(client, server, b"%d" % number)))
            await asyncio.sleep(0)
        await server.until(2)
        gate.set()
        assert await asyncio.gather(*calls) == [b"%d" % number for number in range(8)]
    assert server.connections == 2
    assert sorted(order[:2]) == [b"0", b"1"]
    assert order[2:] == [b"%d" % number for number in range(2, 8)]


async def test_who_waits_too_long_has_sent_nothing_and_leaves_no_hole() -> None:
    gate = asyncio.Event()

    async def answers_when_told(exchange: Exchange) -> None:
        await gate.wait()
        await exchange.respond(b"{}")

    async with hostile.hostile(answers_when_told) as server, Http1Client(PoolLimits(connections=1)) as client:
        first = asyncio.ensure_future(ask(client, server))
        await asyncio.sleep(0.05)
        with pytest.raises(TimedOut) as caught:
            await ask(client, server, seconds=0.05)
        assert not caught.value.maybe_sent
        gate.set()
        assert await first == await ask(client, server) == b"{}"
    assert len(server.exchanges) == 2


async def test_a_failed_connection_gives_its_place_back() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        async with Http1Client(PoolLimits(connections=1)) as client:
            for _ in range(3):
                with pytest.raises(ConnectFailed):
                    await client.post(f"http://127.0.0.1:{port}/", b"", {}, timeout=5, max_bytes=1)


async def test_no_place_is_lost_when_callers_are_cancelled_under_contention() -> None:
    """encode/httpcore#1093, which lost them for ever."""
    chance = random.Random(1)

    async def answers_soon(exchange: Exchange) -> None:
        await asyncio.sleep(chance.random() * 0.004)
        await exchange.respond(exchange.body)

    async with hostile.hostile(answers_soon) as server, Http1Client(PoolLimits(connections=3)) as client:

        async def impatient(number: int) -> None:
            for turn in range(40):
                body = b"%d-%d" % (number, turn)
                call = asyncio.ensure_future(ask(client, server, body))
                await asyncio.sleep(chance.random() * 0.01)
                call.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    assert await call == body

        await asyncio.gather(*map(impatient, range(12)))
        bodies = [b"after %d" % number for number in range(12)]
        assert await asyncio.gather(*(ask(client, server, body, 5) for body in bodies)) == bodies


async def test_a_cancelled_call_hangs_up_and_its_late_answer_reaches_nobody() -> None:
    received, answer_now = asyncio.Event(), asyncio.Event()

    async def answers_the_first_late(exchange: Exchange) -> None:
        if exchange.body == b"first":
            received.set()
            await answer_now.wait()
        await exchange.respond(exchange.body)

    async with hostile.hostile(answers_the_first_late) as server, Http1Client(PoolLimits(connections=1)) as client:
        call = asyncio.ensure_future(ask(client, server, b"first"))
        await asyncio.wait_for(received.wait(), 5)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(call, 5)
        answer_now.set()
        for _ in range(3):
            assert await ask(client, server, b"next") == b"next"
    assert server.connections == 2


async def test_a_call_cancelled_after_its_answer_came_does_not_end_the_next_ones_connection() -> None:
    async with hostile.hostile(echoes) as server, Http1Client(PoolLimits(connections=1)) as client:
        await ask(client, server)
        for turn in range(1, 51):
            first = asyncio.ensure_future(ask(client, server, b"first"))
            second = asyncio.ensure_future(ask(client, server, b"second"))
            await server.until(2 * turn)
            first.cancel()
            assert await second == b"second"
            with contextlib.suppress(asyncio.CancelledError):
                await first
            if len(server.exchanges) == 2 * turn:
                await ask(client, server)


async def test_a_connection_that_rested_too_long_is_closed_and_replaced() -> None:
    async with hostile.hostile(echoes) as server, Http1Client(PoolLimits(idle_timeout=0.05)) as client:
        await ask(client, server)
        await asyncio.wait_for(server.hung_up.wait(), 5)
        await ask(client, server)
    assert server.connections == 2


async def test_only_so_many_idle_connections_are_kept() -> None:
    async with hostile.hostile(echoes) as server, Http1Client(PoolLimits(idle=1)) as client:
        await asyncio.gather(*(ask(client, server) for _ in range(4)))
        await asyncio.wait_for(server.hung_up.wait(), 5)
        opened = server.connections
        await asyncio.gather(*(ask(client, server) for _ in range(4)))
    assert opened == 4
    assert server.connections == opened + 3


async def test_who_waits_when_the_client_closes_is_told() -> None:
    async with hostile.hostile(hostile.says_nothing) as server:
        client = Http1Client(PoolLimits(connections=1))
        calls = [asyncio.ensure_future(ask(client, server, seconds=60)) for _ in range(3)]
        await server.until(1)
        await client.close()
        ends = await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 5)
    assert all(isinstance(end, HttpFailure) for end in ends)
