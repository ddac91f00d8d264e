"""The engine is replaced when there is a better one, and kept when there is not; what happens is said once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from graphql import GraphQLSyntaxError

from gateway.execution.engine import Engine, Recent
from gateway.execution.generations import Generations
from gateway.execution.ports import OperationRequest
from gateway.execution.reload import RefusedError, Reloader, WarmUp, recent_of
from gateway.execution.watch import FileWatch, PlainFile, digest_of
from gateway.federation.supergraph import Supergraph, SupergraphError
from tests.execution.plans import Script
from tests.execution.test_engine import ADA, SUPERGRAPH, Held

ME = OperationRequest("{ me { name } }")


class ManualClock:
    """Stands still until told; sleepers wake when their time has come."""

    def __init__(self, step: float = 0.0) -> None:
        self.now = 0.0
        self.step = step
        self.sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def time(self) -> float:
        self.now += self.step
        return self.now

    async def sleep(self, seconds: float) -> None:
        if seconds < 1:
            self.now += seconds
            return
        waking = asyncio.get_running_loop().create_future()
        self.sleepers.append((self.now + seconds, waking))
        await waking

    def advance(self, seconds: float) -> None:
        self.now += seconds
        for when, waking in self.sleepers:
            if when <= self.now and not waking.done():
                waking.set_result(None)


@dataclass
class Seen:
    """A `Report` that keeps what it gets."""

    outcomes: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)

    def serving(self, digest: str) -> None:
        self.digests.append(digest)

    def attempted(self, outcome: str) -> None:
        self.outcomes.append(outcome)


def named(name: str) -> str:
    """A supergraph that differs from SUPERGRAPH only in its text."""
    return f"# {name}\n{SUPERGRAPH}"


class World:
    """A served supergraph file.  The second engine answers `me` with Bo."""

    def __init__(self, path: Path, clock: ManualClock | None = None, poll: float | None = 2.0, **warm: Any) -> None:
        self.file = path / "supergraph.graphql"
        self.file.write_text(SUPERGRAPH)
        self.held = Held(users=ADA)
        self.held.let_go.set()
        self.generations = Generations(Engine(Supergraph.from_sdl(SUPERGRAPH), self.held))
        self.built = 0
        self.seen = Seen()
        self.clock = clock or ManualClock()
        digest = digest_of(SUPERGRAPH.encode())
        self.reloader = Reloader(
            self.generations,
            digest,
            FileWatch(PlainFile(self.file), digest, sleep=self.clock.sleep),
            self.build,
            poll=poll,
            warm_up=WarmUp(**warm),
            report=self.seen,
            clock=self.clock,
        )

    def build(self, content: bytes) -> Engine:
        self.built += 1
        try:
            return Engine(Supergraph.from_bytes(content), Script(users={"data": {"me": {"name": "Bo"}}}))
        except SupergraphError as error:
            raise RefusedError(str(error)) from error

    async def change(self, text: str) -> None:
        self.file.write_text(text)
        await self.reloader.check()

    async def name(self) -> Any:
        data = msgspec.to_builtins((await self.generations.execute(ME)).data)
        return data and data["me"]["name"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture(autouse=True)
def every_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def reasons(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.__dict__["reason"] for record in caplog.records if hasattr(record, "reason")]


async def test_a_changed_supergraph_is_served(world: World) -> None:
    before = await world.name()
    await world.change(named("new"))
    assert (before, await world.name(), world.seen.outcomes) == ("Ada", "Bo", ["swapped"])
    assert world.seen.digests == [digest_of(text.encode())[:16] for text in (SUPERGRAPH, named("new"))]


async def test_a_request_in_flight_ends_on_the_old_engine(world: World) -> None:
    world.held.let_go.clear()
    running = asyncio.create_task(world.name())
    await until(lambda: world.held.waiting)
    await world.change(named("new"))
    assert await world.name() == "Bo"
    world.held.let_go.set()
    assert await running == "Ada"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("type Query {", "not valid GraphQL"),
        ("", "The supergraph is empty."),
        ("type Query { a: Int }", "not a supergraph"),
        (SUPERGRAPH.replace("me: User ", "me: Nobody "), "Nobody"),
    ],
    ids=["half", "empty", "no supergraph", "unknown type"],
)
async def test_a_bad_one_is_refused_once_and_the_old_one_stays(
    world: World, caplog: pytest.LogCaptureFixture, text: str, reason: str
) -> None:
    await world.change(text)
    for _ in range(3):
        await world.reloader.check()
    assert await world.name() == "Ada"
    assert (world.seen.outcomes, world.built) == (["refused"], 1)
    assert [reason in found for found in reasons(caplog)] == [True]


async def test_what_is_not_text_is_refused(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.file.write_bytes(b"\xff\xfe")
    await world.reloader.check()
    assert reasons(caplog) == ["The supergraph is not UTF-8 text: byte 0xff at position 0."]


async def test_a_defect_in_reading_refuses_too(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def defective(content: bytes) -> Engine:
        raise KeyError("key")

    world.reloader._build = defective
    await world.change(named("new"))
    await world.reloader.check()
    assert (await world.name(), world.seen.outcomes) == ("Ada", ["refused"])
    assert reasons(caplog) == ["it cannot be read: KeyError: 'key'"]


async def test_a_good_one_after_a_bad_one_is_served(world: World) -> None:
    await world.change("bad")
    await world.change(named("good"))
    assert (await world.name(), world.seen.outcomes) == ("Bo", ["refused", "swapped"])


async def test_taking_a_bad_one_back_builds_nothing(world: World) -> None:
    await world.change("bad")
    engine = world.generations.engine
    await world.change(SUPERGRAPH)
    assert (world.generations.engine, world.built, world.seen.outcomes) == (engine, 1, ["refused"])


async def test_a_file_that_is_gone_is_told_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.file.unlink()
    for _ in range(4):
        await world.reloader.check()
    assert (world.seen.outcomes, await world.name()) == (["unreadable"], "Ada")
    assert reasons(caplog) == ["No such file or directory"]


async def test_recent_documents_are_planned_before_the_swap_and_bad_ones_are_not(world: World) -> None:
    for query in ("{ me { name } }", "{ me { email } }", "{ nothing }"):
        await world.generations.execute(OperationRequest(query))
    await world.change(named("new"))
    assert {recent.query for recent in world.generations.engine.popular(10)} == {"{ me { name } }", "{ me { email } }"}


async def test_the_variants_of_recent_documents_are_planned_too(world: World) -> None:
    query = "query ($on: Boolean!) { me { name id @include(if: $on) } }"
    await world.generations.execute(OperationRequest(query, variables={"on": True}))
    await world.change(named("new"))
    [recent] = world.generations.engine.popular(1)
    assert {variant.conditions for variant in recent.variants} == {(("on", True),), (("on", False),)}


async def test_the_number_of_planned_documents_is_limited(tmp_path: Path) -> None:
    world = World(tmp_path, documents=2)
    for alias in "abcd":
        await world.generations.execute(OperationRequest(f"{{ me {{ {alias}: name }} }}"))
    await world.change(named("new"))
    assert {recent.query[7] for recent in world.generations.engine.popular(9)} == {"c", "d"}


async def test_planning_ends_when_its_time_is_up(tmp_path: Path) -> None:
    world = World(tmp_path, ManualClock(step=1.0), seconds=5.0)
    for alias in "abcdefgh":
        await world.generations.execute(OperationRequest(f"{{ me {{ {alias}: name }} }}"))
    await world.change(named("new"))
    assert 0 < len(world.generations.engine.popular(9)) < 8
    assert await world.name() == "Bo"


async def test_requests_are_answered_between_two_documents(tmp_path: Path) -> None:
    world = World(tmp_path)
    for alias in "abcdefgh":
        await world.generations.execute(OperationRequest(f"{{ me {{ {alias}: name }} }}"))
    world.file.write_text(named("new"))
    reloading = asyncio.create_task(world.reloader.check())
    answered = 0
    while not reloading.done():
        await world.name()
        answered += bool(world.built) and not world.seen.outcomes
        await asyncio.sleep(0)
    assert answered > 1


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - what is waited for is the product's own state
            await asyncio.sleep(0.001)


def more(items: Sequence[object], count: int) -> bool:
    return len(items) > count


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_look_every_two_seconds(world: World) -> None:
    running = asyncio.create_task(world.reloader.run())
    for text in (named("1"), "bad", named("2")):
        await until(lambda: world.clock.sleepers)
        world.file.write_text(text)
        done = len(world.seen.outcomes)
        world.clock.advance(1.9)
        await asyncio.sleep(0.01)
        assert len(world.seen.outcomes) == done
        looked = len(world.clock.sleepers)
        world.clock.advance(0.2)
        await until(partial(more, world.clock.sleepers, looked))
    await ended(running)
    assert world.seen.outcomes == ["swapped", "refused", "swapped"]


async def test_without_polling_only_who_asks_gets_a_look(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    world = World(tmp_path, poll=None)
    running = asyncio.create_task(world.reloader.run())
    world.file.write_text("bad")
    for count in (1, 2):
        world.reloader.ask()
        await until(partial(more, world.seen.outcomes, count - 1))
    world.file.write_text(SUPERGRAPH)
    world.reloader.ask()
    await until(lambda: "supergraph unchanged" in caplog.messages)
    await ended(running)
    assert not world.clock.sleepers
    assert world.seen.outcomes == ["refused", "refused"]


async def test_a_failing_look_does_not_end_the_looking(world: World) -> None:
    class Broken:
        async def look(self, *, again: bool) -> None:
            raise RuntimeError("broken")

    watch, world.reloader._watch = world.reloader._watch, Broken()  # type: ignore[assignment]
    running = asyncio.create_task(world.reloader.run())
    world.reloader.ask()
    await until(lambda: not world.reloader._asked.is_set() and world.clock.sleepers)
    world.reloader._watch = watch
    world.file.write_text(named("new"))
    world.reloader.ask()
    await until(lambda: world.seen.outcomes)
    await ended(running)
    assert world.seen.outcomes == ["swapped"]


async def test_readiness_waits_for_the_first_warm_up_and_not_for_a_good_file(tmp_path: Path) -> None:
    world = World(tmp_path, always=[Recent(ME.query)])
    assert await world.reloader.problems() == {"supergraph": "operations are being planned ahead"}
    running = asyncio.create_task(world.reloader.run())
    await until(lambda: world.clock.sleepers)
    assert [recent.query for recent in world.generations.engine.popular(9)] == [ME.query]
    await world.change("bad")
    assert await world.reloader.problems() == {}
    await ended(running)


async def test_readiness_does_not_wait_longer_than_the_time_for_it(tmp_path: Path) -> None:
    world = World(tmp_path, ManualClock(step=10.0), seconds=5.0, always=[Recent(ME.query)])
    running = asyncio.create_task(world.reloader.run())
    await until(lambda: world.clock.sleepers)
    assert await world.reloader.problems() == {}
    assert world.generations.engine.popular(9) == []
    await ended(running)


def test_a_sole_operation_is_asked_for_with_and_without_its_name() -> None:
    assert recent_of("query A { a } fragment F on T { b }") == [
        Recent("query A { a } fragment F on T { b }", None),
        Recent("query A { a } fragment F on T { b }", "A"),
    ]
    assert recent_of("{ a }") == [Recent("{ a }")]
    assert [recent.operation_name for recent in recent_of("query A { a } query B { b }")] == ["A", "B"]


def test_a_file_that_is_no_graphql_is_said() -> None:
    with pytest.raises(GraphQLSyntaxError):
        recent_of("query {")
