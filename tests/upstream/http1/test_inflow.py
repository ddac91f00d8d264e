"""Large responses wait for each other, as long as that takes no time."""

from __future__ import annotations

import asyncio
import time

import pytest

from gateway.upstream.http1 import Http1Client
from gateway.upstream.http1.inflow import FAST, LARGE, ROOM, Inflow
from tests.upstream import hostile
from tests.upstream.hostile import Exchange

MOST = ROOM * 2


class Flow:
    """Says whether it is read."""

    def __init__(self, inflow: Inflow, size: int | None) -> None:
        self.reads = True
        self.inflow = inflow
        inflow.enter(self, size)

    def pause(self) -> None:
        self.reads = False

    def resume(self) -> None:
        self.reads = True

    def leave(self) -> None:
        self.inflow.leave(self)


async def turns(count: int = 3) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.mark.parametrize("size", [MOST, None])
async def test_one_alone_may_have_any_size(size: int | None) -> None:
    inflow = Inflow()
    assert Flow(inflow, size).reads


async def test_they_come_in_as_long_as_there_is_room_and_then_in_their_order() -> None:
    inflow = Inflow(room=10)
    flows = [Flow(inflow, size) for size in (6, 4, 3, 1, 10)]
    assert [flow.reads for flow in flows] == [True, True, False, False, False], "none passes another"
    flows[1].leave()
    await turns()
    assert [flow.reads for flow in flows] == [True, True, True, True, False]
    flows[0].leave()
    flows[2].leave()
    await turns()
    assert not flows[4].reads
    flows[3].leave()
    assert not flows[4].reads, "who waits for that response runs first"
    await turns()
    assert flows[4].reads


async def test_one_that_gives_up_waiting_takes_no_room() -> None:
    inflow = Inflow(room=10)
    first, second, third = Flow(inflow, 6), Flow(inflow, None), Flow(inflow, 4)
    second.leave()
    assert second.reads
    first.leave()
    await turns()
    assert third.reads


async def test_nobody_waits_for_a_slow_network() -> None:
    inflow = Inflow(room=10)
    slow = Flow(inflow, 6)
    waiting = [Flow(inflow, 6) for _ in range(3)]
    inflow.bring(slow, FAST - 1)
    while not all(flow.reads for flow in waiting):  # noqa: ASYNC110 - it is let in by the clock
        await asyncio.sleep(0.01)
    slow.leave()
    assert Flow(inflow, 10).reads, "those it let in are not counted"


async def test_nobody_waits_for_one_that_stalls_while_the_process_is_busy() -> None:
    inflow = Inflow(room=10)
    stalled, fast = Flow(inflow, 6), Flow(inflow, 4)
    waiting = Flow(inflow, 6)
    async with asyncio.timeout(10):
        while not waiting.reads:
            inflow.bring(fast, FAST)
            time.sleep(0.05)  # noqa: ASYNC251 - that is what it is about
            await asyncio.sleep(0)
    later = Flow(inflow, 1)
    assert not later.reads, "those that come in are counted on"
    stalled.leave()
    fast.leave()
    await turns()
    assert later.reads


async def test_a_server_that_stalls_within_a_large_response_stops_no_other() -> None:
    large = b"x" * (8 * LARGE)

    async def answers(exchange: Exchange) -> None:
        if exchange.body == b"stall":
            await exchange.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(large), large[: 2 * LARGE])
            await exchange.until_client_leaves()
        elif exchange.body == b"small":
            await exchange.respond(b"{}")
        else:
            await exchange.respond(large)

    async with hostile.hostile(answers) as server, Http1Client() as client:

        async def ask(body: bytes) -> bytes:
            return (await client.post(server.url, body, {}, timeout=20, max_bytes=MOST)).body

        stalled = asyncio.ensure_future(ask(b"stall"))
        await server.until(1)
        calls = [ask(b"large") for _ in range(5)]
        assert await asyncio.gather(*calls, ask(b"small")) == [large] * 5 + [b"{}"]
        assert not stalled.done()
        stalled.cancel()
        assert await ask(b"large") == large


@pytest.mark.parametrize("framing", [b"content-length: %d\r\n\r\n", b"x-length: %d\r\n\r\n"])
async def test_large_responses_arrive_whole_however_they_are_framed(framing: bytes) -> None:
    bodies = [bytes([number]) * (3 * LARGE + number) for number in range(12)]

    async def answers(exchange: Exchange) -> None:
        body = bodies[int(exchange.body)]
        await exchange.write(b"HTTP/1.1 200 OK\r\n" + framing % len(body), body)
        exchange.writer.close()

    async with hostile.hostile(answers) as server, Http1Client() as client:
        calls = [client.post(server.url, b"%d" % number, {}, timeout=20, max_bytes=MOST) for number in range(12)]
        assert [answer.body for answer in await asyncio.gather(*calls)] == bodies
