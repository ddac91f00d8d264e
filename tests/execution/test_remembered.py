"""What an engine keeps of an operation that it has answered: its plan and how to run it, and no more."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from collections.abc import Iterable, Iterator
from types import FunctionType, ModuleType
from typing import Any

import pytest
from graphql import FieldNode, SelectionSetNode
from msgspec import Struct

from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.ports import OperationRequest, SubgraphCall
from gateway.execution.preparation import Prepared
from gateway.federation.supergraph import Supergraph
from gateway.planning.plan import Selected, ShapeField
from tests.benchmarks.graph.supergraph import SUBGRAPHS, composed
from tests.benchmarks.operations import different

BYTES = 18_000
"""For an operation of 18 fields of three or four subgraphs, with Python's own administration; it was 31,000."""


class Silent:
    """A transport whose subgraphs know nothing."""

    async def send(self, call: SubgraphCall) -> bytes:
        return b'{"data":{}}'


@pytest.fixture(scope="module")
def supergraph() -> Supergraph:
    return Supergraph.from_sdl(composed(dict.fromkeys(SUBGRAPHS, "http://subgraph/graphql")))


def engine_of(supergraph: Supergraph) -> Engine:
    return Engine(
        supergraph, Silent(), settings=EngineSettings(typed_after=None, processes=0), log=lambda *_, **__: None
    )


async def ask(engine: Engine, query: str, **variables: Any) -> None:
    deadline = asyncio.get_running_loop().time() + 60
    result = await engine.execute(OperationRequest(query, None, variables, None, {}, deadline))
    assert result.stage == "execute", result.errors


def remembered(engine: Engine) -> list[Prepared]:
    return [value for _, value in engine._documents.items() if isinstance(value, Prepared)]


def reachable(roots: Iterable[object], known: set[int]) -> Iterator[object]:
    """Everything that is kept for `roots`, without what is `known`."""
    todo = list(roots)
    while todo:
        each = todo.pop()
        if id(each) in known or isinstance(each, type | ModuleType):
            continue
        known.add(id(each))
        yield each
        if isinstance(each, FunctionType):
            todo += each.__closure__ or ()
        elif isinstance(each, Struct):  # of which the collector may know nothing
            todo += [getattr(each, name) for name in each.__struct_fields__]
        else:
            todo += gc.get_referents(each)


def own(engine: Engine, supergraph: Supergraph) -> list[object]:
    """What is kept for operations, without the schema."""
    known = {id(each) for each in reachable([supergraph], set())}
    return list(reachable(remembered(engine), known))


async def test_a_document_that_can_have_no_other_plan_is_let_go(supergraph: Supergraph) -> None:
    engine = engine_of(supergraph)
    await ask(engine, "{ users { name reviews { body } } }")
    kept = own(engine, supergraph)
    assert any(isinstance(each, ShapeField) for each in kept)
    assert not any(isinstance(each, FieldNode) for each in kept)
    assert not any(isinstance(each, SelectionSetNode) and each.selections for each in kept)


async def test_one_that_can_is_kept_and_planned_again(supergraph: Supergraph) -> None:
    engine = engine_of(supergraph)
    query = "query ($all: Boolean!) { users { name reviews @include(if: $all) { body } } }"
    await ask(engine, query, all=False)
    assert any(isinstance(each, FieldNode) for each in own(engine, supergraph))
    await ask(engine, query, all=True)
    assert len(remembered(engine)[0].executables) == 2


async def test_operations_share_their_leaves(supergraph: Supergraph) -> None:
    engine = engine_of(supergraph)
    await ask(engine, "{ users { name username } }")
    before = {id(each) for each in own(engine, supergraph)}
    await ask(engine, "{ me { username name } }")
    new = [each for each in own(engine, supergraph) if id(each) not in before]
    assert [each.name for each in new if isinstance(each, ShapeField)] == ["me"]
    assert [each.name for each in new if isinstance(each, Selected)] == ["me"]


async def test_leaves_with_names_or_arguments_of_the_clients_are_its_own(supergraph: Supergraph) -> None:
    engine = engine_of(supergraph)
    await ask(engine, "{ me { called: name } }")
    before = {id(each) for each in own(engine, supergraph)}
    await ask(engine, "{ me { called: username } }")
    new = [each for each in own(engine, supergraph) if id(each) not in before]
    assert {(each.key, each.name) for each in new if isinstance(each, ShapeField)} == {
        ("me", "me"),
        ("called", "username"),
    }


async def test_an_operation_takes_so_much(supergraph: Supergraph) -> None:
    engine = engine_of(supergraph)
    for operation in different(1, 20):
        await ask(engine, operation.query)
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for operation in different(2, 50):
            await ask(engine, operation.query)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (after - before) / 50 < BYTES
