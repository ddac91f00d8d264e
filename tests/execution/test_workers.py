"""Large documents are read and planned in a process beside: with the same result, and none of its troubles."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from graphql import get_introspection_query

from gateway.composition import SubgraphSource, compose
from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.generations import Generations
from gateway.execution.jobs import Setup
from gateway.execution.parcel import pack, unpack
from gateway.execution.ports import OperationRequest
from gateway.execution.preparation import Small
from gateway.execution.preparer import Budgets, Preparer
from gateway.execution.refusal import Refusal
from gateway.execution.workers import WorkerError, Workers
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Limits, Plan, plan_to_json
from tests.execution.plans import Script
from tests.oracle.case import ordered
from tests.oracle.catalogue import composed

TYPES = 10
NOTHING_HERE = Small(characters=0)


@pytest.fixture(scope="module")
def forest() -> Supergraph:
    """One union that leads to itself through ten types: what is planned for each multiplies at every level."""
    names = [f"T{number}" for number in range(TYPES)]
    types = " ".join(f"type {name} implements Node {{ id: ID!  all: [Tree] }}" for name in names)
    union = f"union Tree = {' | '.join(names)}"
    sdl = f"type Query {{ tree: Tree }} {union} interface Node {{ id: ID!  all: [Tree] }} {types}"
    result = compose([SubgraphSource("trees", "http://trees.example/graphql", sdl)])
    assert result.supergraph_sdl is not None, result.errors
    return Supergraph.from_sdl(result.supergraph_sdl)


def levels(count: int) -> str:
    return "{ tree " + "{ ... on Node { all " * count + "{ __typename }" + " } }" * count + " }"


def setup_of(supergraph: Supergraph, **more: Any) -> Setup:
    values = {"limits": Limits(), "budgets": Budgets(), "seconds": 10, "memory": 2**29, **more}
    return Setup(supergraph.sdl, **values)


@asynccontextmanager
async def working(setup: Setup, **more: Any) -> AsyncIterator[Workers]:
    workers = Workers(setup, more.pop("processes", 2), **more)
    try:
        yield workers
    finally:
        workers.close()


def children(process: int | None) -> list[str]:
    """Ids of what a process has forked and not yet ended."""
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


async def until(true: Any) -> None:
    """Wait for something that has to happen; the test's own time limit is the only one."""
    while not true():  # noqa: ASYNC110 - other processes tell of no event
        await asyncio.sleep(0.01)


async def test_a_plan_made_elsewhere_is_the_plan_made_here() -> None:
    supergraph = composed("shop").supergraph
    text = "query Q($no: Boolean!) { me { name reviews { body product { inStock price @skip(if: $no) } } } }"
    preparer = Preparer(supergraph, Limits(), Budgets())
    document = preparer.read(text, None)
    assert isinstance(document, Document)
    variant = document.variant({"no": True})
    here = preparer.plan(document, variant)
    async with working(setup_of(supergraph)) as workers:
        outline = unpack(await workers.run(("outline", (text, None))), supergraph.api_schema)
        there = unpack(await workers.run(("plan", (text, None, variant))), supergraph.api_schema)
    assert isinstance(here, Plan)
    assert isinstance(there, Plan)
    assert plan_to_json(there, variant) == plan_to_json(here, variant)
    assert repr(there.shape) == repr(here.shape)
    assert (outline.kind, outline.operation_name, outline.condition_variables) == ("query", "Q", ("no",))
    assert outline.variant({"no": True}) == variant
    assert outline.operation.selection_set.selections == ()


async def test_types_travel_by_name() -> None:
    schema = composed("shop").supergraph.api_schema
    field = schema.type_map["Query"].fields["users"]  # type: ignore[attr-defined]
    parcel = pack({"type": field.type, "again": [field.type]})
    assert len(parcel) < 200
    found = unpack(parcel, schema)
    assert str(found["type"]) == "[User!]!"
    assert found["type"].of_type.of_type.of_type is schema.type_map["User"]


@pytest.mark.parametrize("name", ["shop", "abstract", "interface_objects", "tangles"])
async def test_operations_prepared_elsewhere_are_answered_as_those_prepared_here(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = composed(name)
    monkeypatch.setattr("gateway.execution.preparation.SMALL", NOTHING_HERE)
    engine = case.engine_over(case)
    query = {"shop": "{ topProducts { name inStock reviews { body author { name } } } }"}.get(name, "{ __typename }")
    expected = case.reference(query)
    result = await engine.execute(OperationRequest(query))
    engine.close()
    assert (result.data, list(result.errors)) == (expected.data, [])


async def test_jobs_have_less_priority_than_the_gateway_and_the_process_itself_has_not(forest: Supergraph) -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    async with working(setup_of(forest, budgets=Budgets(steps=10**9), seconds=60)) as workers:
        plan = ("plan", (levels(9), None, Document.read(forest, levels(9)).variant({})))
        job = asyncio.ensure_future(workers.run(plan))
        await until(lambda: workers.process and children(workers.process))
        (child,) = children(workers.process)
        await until(lambda: os.getpriority(os.PRIO_PROCESS, int(child)) > own)
        assert os.getpriority(os.PRIO_PROCESS, workers.process or 0) == own
        job.cancel()


async def test_who_stops_waiting_ends_the_work(forest: Supergraph) -> None:
    endless = setup_of(forest, budgets=Budgets(steps=10**9), seconds=60)
    async with working(endless) as workers:
        plan = ("plan", (levels(9), None, Document.read(forest, levels(9)).variant({})))
        job = asyncio.ensure_future(workers.run(plan))
        await until(lambda: workers.process and children(workers.process))
        job.cancel()
        await until(lambda: not children(workers.process))
        assert isinstance(await workers.run(("outline", (levels(1), None))), bytes), "the process itself goes on"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"seconds": 1}, "Preparing this operation takes more than 1 s of work."),
        ({"memory": 2**26}, "Preparing this operation takes more than 64 MiB of memory."),
    ],
)
async def test_time_and_memory_are_limited(forest: Supergraph, more: dict[str, Any], message: str) -> None:
    async with working(setup_of(forest, budgets=Budgets(steps=10**9), **more)) as workers:
        variant = Document.read(forest, levels(9)).variant({})
        result = unpack(await workers.run(("plan", (levels(9), None, variant))), forest.api_schema)
        assert result == Refusal.of("plan", "QUERY_PLAN_TOO_COMPLEX", message)


async def test_a_budget_that_runs_out_is_a_refusal(forest: Supergraph) -> None:
    async with working(setup_of(forest, budgets=Budgets(steps=10_000))) as workers:
        variant = Document.read(forest, levels(5)).variant({})
        result = unpack(await workers.run(("plan", (levels(5), None, variant))), forest.api_schema)
        assert [error["extensions"]["code"] for error in result.errors] == ["QUERY_PLAN_TOO_COMPLEX"]


async def test_a_process_that_is_gone_is_replaced(forest: Supergraph) -> None:
    async with working(setup_of(forest)) as workers:
        assert workers.process is None, "none before it is needed"
        await workers.run(("outline", (levels(1), None)))
        first = workers.process
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await workers.run(("outline", (levels(1), None)))
        assert workers.process not in (first, None)


async def test_a_child_that_is_killed_is_an_error_and_the_process_goes_on(forest: Supergraph) -> None:
    async with working(setup_of(forest, budgets=Budgets(steps=10**9))) as workers:
        variant = Document.read(forest, levels(9)).variant({})
        job = asyncio.ensure_future(workers.run(("plan", (levels(9), None, variant))))
        await until(lambda: workers.process and children(workers.process))
        process = workers.process
        for child in children(process):
            os.kill(int(child), signal.SIGKILL)
        with pytest.raises(WorkerError, match="failed to prepare this operation"):
            await job
        await workers.run(("outline", (levels(1), None)))
        assert workers.process == process


async def test_a_process_that_cannot_start_is_an_error() -> None:
    broken = Setup("type Query { a: Int }", Limits(), Budgets(), 1, 2**29)
    async with working(broken) as workers:
        with pytest.raises(WorkerError, match="failed to prepare this operation"):
            await workers.run(("outline", ("{ a }", None)))


async def test_more_than_may_wait_are_told_so(forest: Supergraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.execution.workers.WAITING_PER_PROCESS", 1)
    async with working(setup_of(forest), processes=1) as workers:
        jobs = [asyncio.ensure_future(workers.run(("outline", (levels(1), None)))) for _ in range(3)]
        results = await asyncio.gather(*jobs, return_exceptions=True)
        assert [type(result) for result in results] == [bytes, bytes, WorkerError]
        assert isinstance(await workers.run(("outline", (levels(1), None))), bytes), "and none is counted for ever"


async def test_an_operation_that_finds_no_room_ends_as_busy_and_is_not_remembered(
    forest: Supergraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.execution.workers.WAITING_PER_PROCESS", 0)
    monkeypatch.setattr("gateway.execution.preparation.SMALL", NOTHING_HERE)
    engine = Engine(forest, Script(trees={"data": {"tree": None}}), settings=EngineSettings(processes=1))
    requests = [OperationRequest(levels(1)), OperationRequest("{ tree { __typename } }")]
    first, second = await asyncio.gather(*map(engine.execute, requests))
    assert (first.stage, second.stage) == ("execute", "busy")
    assert [error["extensions"]["code"] for error in second.errors] == ["GATEWAY_BUSY"]
    assert (await engine.execute(requests[1])).stage == "execute"
    engine.close()


async def test_planning_goes_on_while_anyone_waits_for_it_and_ends_when_the_last_one_leaves(
    forest: Supergraph,
) -> None:
    engine = Engine(forest, Script(), settings=EngineSettings(steps=10**9, process_seconds=60))
    workers = engine._preparation._workers
    assert workers is not None
    first, second = (asyncio.create_task(engine.execute(OperationRequest(levels(9)))) for _ in range(2))
    await until(lambda: workers.process and children(workers.process))
    [planning] = children(workers.process)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert children(workers.process) == [planning], "the one who stays still waits for it"
    second.cancel()
    await until(lambda: not children(workers.process))
    assert (await engine.execute(OperationRequest("{ __typename }"))).data == {"__typename": "Query"}
    engine.close()


async def test_an_idle_process_is_ended(forest: Supergraph) -> None:
    async with working(setup_of(forest), idle=0.0) as workers:
        await workers.run(("outline", (levels(1), None)))
        await until(lambda: workers.process is None)
        await workers.run(("outline", (levels(1), None)))


async def test_an_engine_that_is_replaced_lets_go_of_its_process_when_its_last_request_has_ended() -> None:
    case = composed("shop")
    large = "{ " + " ".join(f"a{number}: me {{ name }}" for number in range(200)) + " }"
    first, second = case.engine_over(case), case.engine_over(case)
    generations = Generations(first)
    await generations.execute(OperationRequest(large))
    process = first._preparation._workers.process  # type: ignore[union-attr]
    assert process is not None
    generations.swap(second)
    assert first._preparation._workers.process is None  # type: ignore[union-attr]
    await until(lambda: not Path(f"/proc/{process}/exe").exists())
    generations.close()


async def test_the_whole_schema_is_introspected_elsewhere() -> None:
    case = composed("shop")
    engine = Engine(case.supergraph, Script(), settings=EngineSettings())
    preparation = engine._preparation
    asked: list[str] = []
    run = preparation._workers.run  # type: ignore[union-attr]

    async def counting(job: Any) -> bytes:
        asked.append(job[0])
        return await run(job)

    preparation._workers.run = counting  # type: ignore[union-attr,method-assign]
    query = get_introspection_query()
    first = await engine.execute(OperationRequest(query))
    second = await engine.execute(OperationRequest(query))
    engine.close()
    expected = case.reference(query)
    assert ordered(first.data) == ordered(second.data) == ordered(expected.data)
    assert asked.count("introspect") == 1, "and kept"


async def test_a_large_operation_is_compiled_for_speed_off_the_event_loop() -> None:
    case = composed("shop")
    engine = case.engine_over(case)
    large = "{ " + " ".join(f"a{number}: me {{ name }}" for number in range(200)) + " }"
    expected = ordered(case.reference(large).data)
    for _ in range(5):
        assert ordered((await engine.execute(OperationRequest(large))).data) == expected
    (prepared,) = (value for _, value in engine._documents.items())
    (executable,) = (value for _, value in prepared.executables.items())  # type: ignore[union-attr]
    await until(lambda: executable.adaptive.typed() is not None)  # type: ignore[union-attr]
    assert ordered((await engine.execute(OperationRequest(large))).data) == expected
    engine.close()
