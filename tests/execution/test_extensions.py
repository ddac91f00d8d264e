"""Response extensions of subgraphs: none unless allowed, merged by policy in the order of the plan."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.extensions import ExtensionPolicy, ExtensionSettings, Said
from gateway.execution.ports import OperationRequest
from gateway.federation.supergraph import Supergraph
from tests.execution.plans import Script
from tests.execution.test_engine import ADA, SUPERGRAPH

SAID = (
    Said(1, "rag", {"cost": {"calls": 1, "by": {"x": 2}}, "trace": ["b"], "secret": 1}),
    Said(0, "users", {"cost": {"calls": 4, "by": {"y": 3}}, "trace": ["a"]}),
)


@pytest.mark.parametrize(
    ("merge", "cost", "trace"),
    [
        ("first", {"calls": 4, "by": {"y": 3}}, ["a"]),
        ("last", {"calls": 1, "by": {"x": 2}}, ["b"]),
        ("deep", {"calls": 1, "by": {"y": 3, "x": 2}}, ["a", "b"]),
        (
            "by_subgraph",
            {"users": {"calls": 4, "by": {"y": 3}}, "rag": {"calls": 1, "by": {"x": 2}}},
            {"users": ["a"], "rag": ["b"]},
        ),
    ],
)
def test_one_key_of_several_answers(merge: Any, cost: Any, trace: Any) -> None:
    settings = ExtensionSettings(allow=frozenset({"cost", "trace"}), merge=merge)
    assert ExtensionPolicy(settings).merged(SAID) == {"cost": cost, "trace": trace}


def test_nothing_is_passed_on_unless_it_is_allowed() -> None:
    assert ExtensionPolicy(ExtensionSettings()).merged(SAID) == {}
    everything = ExtensionSettings(allow=frozenset({"*"}), subgraphs={"rag": frozenset({"secret"})})
    assert ExtensionPolicy(everything).merged(SAID) == {
        "cost": {"calls": 4, "by": {"y": 3}},
        "trace": ["a"],
        "secret": 1,
    }


def engine(script: Script, **settings: Any) -> Engine:
    return Engine(
        Supergraph.from_sdl(SUPERGRAPH), script, settings=EngineSettings(extensions=ExtensionSettings(**settings))
    )


async def test_a_response_has_them_beside_the_gateways_own() -> None:
    script = Script(users={**ADA, "extensions": {"cost": 3, "queryPlan": "mine"}}, ages={"data": None})
    gateway = engine(script, allow=frozenset({"*"}))
    result = await gateway.execute(OperationRequest("{ me { name } }"))
    assert result.extensions == {"cost": 3, "queryPlan": "mine"}
    result = await gateway.execute(OperationRequest("{ me { name } }", plan="include"))
    assert result.extensions["cost"] == 3
    assert result.extensions["queryPlan"]["kind"] == "query"


@pytest.mark.parametrize("extensions", [None, [], "x", 7, {}])
async def test_what_is_no_map_is_passed_over(extensions: Any) -> None:
    gateway = engine(Script(users={**ADA, "extensions": extensions}), allow=frozenset({"*"}))
    result = await gateway.execute(OperationRequest("{ me { name } }"))
    assert (result.extensions, result.errors) == ({}, ())
