"""Progressive overrides at run time: a caller stays with one subgraph, the operator's switch wins."""

from __future__ import annotations

import msgspec
import pytest

from gateway.composition import SubgraphSource, compose
from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.ports import OperationRequest, SubgraphCall
from gateway.federation.supergraph import Supergraph
from tests.execution.test_engine import Caller

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"]) '
OLD = LINK + 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! moved: String }'
NEW = LINK + 'type Thing @key(fields: "id") { id: ID! moved: String @override(from: "old", label: "percent(50)") }'


class Both:
    """Answers for both subgraphs with the name of the one that was asked."""

    async def send(self, call: SubgraphCall) -> bytes:
        thing = {"id": "1", "moved": call.subgraph}
        return msgspec.json.encode({"data": {"thing": thing, "_entities": [thing]}})


def engine(switches: dict[str, bool]) -> Engine:
    result = compose([SubgraphSource("old", "", OLD), SubgraphSource("new", "", NEW)])
    assert result.supergraph_sdl is not None, result.errors
    settings = EngineSettings(override_labels=switches)
    return Engine(Supergraph.from_sdl(result.supergraph_sdl), Both(), settings=settings)


async def asked(engine: Engine, subject: str | None) -> str:
    caller = Caller(subject) if subject else None
    result = await engine.execute(OperationRequest("{ thing { moved } }", principal=caller))
    assert result.data is not None
    moved: str = msgspec.to_builtins(result.data)["thing"]["moved"]
    return moved


async def test_a_caller_stays_where_they_are_and_callers_differ() -> None:
    gateway = engine({})
    first = [await asked(gateway, f"user-{number}") for number in range(40)]
    again = [await asked(gateway, f"user-{number}") for number in range(40)]
    assert first == again
    assert set(first) == {"old", "new"}


@pytest.mark.parametrize(("switch", "subgraph"), [(True, "new"), (False, "old")])
async def test_the_operators_switch_holds_for_everybody(switch: bool, subgraph: str) -> None:
    gateway = engine({"percent(50)": switch})
    assert {await asked(gateway, subject) for subject in ("a", "b", "c", None)} == {subgraph}


async def test_an_operation_that_no_label_touches_has_one_plan_for_all_callers() -> None:
    gateway = engine({})
    for query, plans in (("{ thing { id } }", 1), ("{ thing { moved } }", 2)):
        for number in range(20):
            await gateway.execute(OperationRequest(query, principal=Caller(f"user-{number}")))
        (newest, *_) = (value for _, value in gateway._documents.items())
        assert len(newest.executables) == plans  # type: ignore[union-attr]
