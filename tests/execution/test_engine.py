"""A request in, a result out: stages, caches, variants, plans."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from gateway.execution.engine import Engine, EngineSettings, Recent
from gateway.execution.errors import ErrorSettings
from gateway.execution.generations import Generations
from gateway.execution.ports import OperationRequest, OperationResult, SubgraphCall, SubgraphError
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Limits
from tests.execution.plans import Script
from tests.garbage import collector

SUPERGRAPH = """
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY) { query: Query mutation: Mutation }
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false,
  resolvable: Boolean! = true, isInterfaceObject: Boolean! = false)
  repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String,
  external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph {
  USERS @join__graph(name: "users", url: "http://users.example/graphql")
  AGES @join__graph(name: "ages", url: "http://ages.example/graphql")
}
type Query @join__type(graph: USERS) @join__type(graph: AGES) {
  me: User @join__field(graph: USERS)
  user(id: ID!, like: Filter): User @join__field(graph: USERS)
}
type Mutation @join__type(graph: USERS) { rename(name: String!): User }
input Filter @join__type(graph: USERS) { limit: Int = 10  sort: Sort }
enum Sort @join__type(graph: USERS) { UP @join__enumValue(graph: USERS) DOWN @join__enumValue(graph: USERS) }
type User @join__type(graph: USERS, key: "id") @join__type(graph: AGES, key: "id") {
  id: ID!
  name: String @join__field(graph: USERS)
  email: String @join__field(graph: USERS) @authenticated
  age: Int @join__field(graph: AGES)
}
"""
ADA = {"data": {"me": {"id": "1", "name": "Ada", "email": "ada@example.org"}}}


@dataclass(frozen=True)
class Caller:
    subject: str = "user-1"
    scopes: frozenset[str] = frozenset()


def engine(script: Any = None, **more: Any) -> Engine:
    return Engine(Supergraph.from_sdl(SUPERGRAPH), script or Script(users=ADA), **more)


def codes(result: OperationResult) -> list[str]:
    return [error["extensions"]["code"] for error in result.errors]


async def test_an_operation_over_two_subgraphs() -> None:
    script = Script(users=ADA, ages={"data": {"_entities": [{"years": 36}]}})
    result = await engine(script).execute(OperationRequest("query Me { me { name years: age } }"))
    assert result == OperationResult("execute", {"me": {"name": "Ada", "years": 36}}, (), {}, "Me", "query")
    assert script.asked == ["users", "ages"]


@pytest.mark.parametrize(
    ("query", "more", "stage", "code"),
    [
        ("{ me {", {}, "parse", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", {}, "validate", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { me { id } }", {"operation_name": "B"}, "operation", "OPERATION_RESOLUTION_FAILURE"),
        ("query A { me { id } } query B { me { id } }", {}, "operation", "OPERATION_RESOLUTION_FAILURE"),
        ('mutation { rename(name: "x") { id } }', {"read_only": True}, "method", "METHOD_NOT_ALLOWED"),
        ("query ($id: ID!) { user(id: $id) { id } }", {}, "variables", "BAD_USER_INPUT"),
        ("query ($id: ID!) { user(id: $id) { id } }", {"variables": {"id": {}}}, "variables", "BAD_USER_INPUT"),
        (
            'query ($f: Filter) { user(id: "1", like: $f) { id } }',
            {"variables": {"f": {"sort": "SIDEWAYS"}}},
            "variables",
            "BAD_USER_INPUT",
        ),
    ],
)
async def test_where_a_bad_request_ends(query: str, more: dict[str, Any], stage: str, code: str) -> None:
    script = Script(users=AssertionError("asked"))
    result = await engine(script).execute(OperationRequest(query, **more))
    assert (result.stage, codes(result), script.calls) == (stage, [code], [])


async def test_limits_are_enforced_on_documents() -> None:
    result = await engine(limits=Limits(depth=1)).execute(OperationRequest("{ me { id } }"))
    assert (result.stage, codes(result)) == ("validate", ["MAX_DEPTH_LIMIT"])


async def test_a_defect_of_the_planner_refuses_one_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise KeyError("secret")

    gateway = engine()
    monkeypatch.setattr("gateway.planning.planner.Planner.plan", broken)
    result = await gateway.execute(OperationRequest("{ me { id } }"))
    assert (result.stage, codes(result)) == ("plan", ["INTERNAL_SERVER_ERROR"])
    assert "secret" not in str(result.errors)


async def test_variables_travel_as_they_came() -> None:
    script = Script(users={"data": {"user": {"id": "5"}}})
    query = "query ($id: ID!, $f: Filter) { user(id: $id, like: $f) { id } }"
    result = await engine(script).execute(OperationRequest(query, variables={"id": 5, "f": {"sort": "UP"}, "extra": 1}))
    assert result.data == {"user": {"id": "5"}}
    assert script.variables(0) == {"id": 5, "f": {"sort": "UP"}}


async def test_the_requests_headers_and_deadline_travel_with_every_call() -> None:
    script = Script(users=ADA, ages={"data": {"_entities": [{"age": 36}]}})
    headers = {"authorization": "Bearer t", "x-request-id": "r"}
    await engine(script).execute(OperationRequest("{ me { age } }", headers=headers, deadline=1e12))
    assert [(call.headers, call.deadline) for call in script.calls] == [(headers, 1e12)] * 2


async def test_conditions_choose_the_plan() -> None:
    script = Script(users=ADA, ages={"data": {"_entities": [{"age": 36}]}})
    gateway = engine(script)
    query = "query ($age: Boolean! = true) { me { name age @include(if: $age) } }"
    assert (await gateway.execute(OperationRequest(query))).data == {"me": {"name": "Ada", "age": 36}}
    assert (await gateway.execute(OperationRequest(query, variables={"age": False}))).data == {"me": {"name": "Ada"}}
    assert script.asked == ["users", "ages", "users"]


async def test_what_a_caller_may_not_see_is_null_with_an_error_and_is_not_fetched() -> None:
    script = Script(users=ADA)
    gateway = engine(script)
    denied = await gateway.execute(OperationRequest("{ me { name email } }"))
    assert denied.data == {"me": {"name": "Ada", "email": None}}
    assert [(error["path"], error["extensions"]["code"]) for error in denied.errors] == [
        (["me", "email"], "UNAUTHORIZED_FIELD_OR_TYPE")
    ]
    assert b"email" not in script.calls[0].body
    allowed = await gateway.execute(OperationRequest("{ me { name email } }", principal=Caller()))
    assert (allowed.data, allowed.errors) == ({"me": {"name": "Ada", "email": "ada@example.org"}}, ())


async def test_the_plan_on_request_and_nothing_but_the_plan_on_a_dry_run() -> None:
    script = Script(users=ADA, ages={"data": {"_entities": [{"age": 36}]}})
    gateway = engine(script)
    shown = await gateway.execute(OperationRequest("{ me { age } }", plan="include"))
    assert shown.data == {"me": {"age": 36}}
    plan = shown.extensions["queryPlan"]
    assert [request["subgraph"] for request in plan["requests"]] == ["users", "ages"]
    assert plan["text"].startswith("query: 2 requests in 2 steps")
    dry = await gateway.execute(OperationRequest("{ me { age } }", plan="dry-run"))
    assert (dry.stage, dry.data, dry.errors, dry.extensions["queryPlan"]) == ("execute", None, (), plan)
    assert len(script.calls) == 2


async def test_a_plan_on_request_says_by_what_it_was_chosen() -> None:
    gateway = engine(Script(users=ADA))
    request = OperationRequest(
        "query($n: Boolean!) { me { name @include(if: $n) email } }", variables={"n": True}, plan="dry-run"
    )
    plan = (await gateway.execute(request)).extensions["queryPlan"]
    assert plan["variant"] == {"conditions": {"n": True}, "labels": [], "denied": ["User.email"]}
    assert "if $n is true" in plan["text"]


async def test_many_conditions_fold_into_a_plan_that_says_how_they_were_decided() -> None:
    gateway = engine(Script(users=ADA))
    names = "abcdef"
    fields = " ".join(f"{name}: name @include(if: ${name})" for name in names)
    query = f"query({' '.join(f'${name}: Boolean!' for name in names)}) {{ me {{ {fields} }} }}"
    given = {name: name < "c" for name in names}
    result = await gateway.execute(OperationRequest(query, variables=given, plan="dry-run"))
    assert result.extensions["queryPlan"]["variant"] == {"conditions": given, "labels": [], "denied": []}


class Stages:
    def __init__(self) -> None:
        self.seen: list[str] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self.seen.append(name)
        yield


async def test_what_can_be_known_per_operation_is_computed_once_however_many_ask() -> None:
    stages = Stages()
    gateway = engine(observer=stages)
    request = OperationRequest("{ me { name } }")
    await asyncio.gather(*(gateway.execute(request) for _ in range(5)))
    await gateway.execute(request)
    assert sorted(stages.seen) == sorted(["parse", "plan", *["execute"] * 6])


async def test_refusals_are_remembered_too() -> None:
    stages = Stages()
    gateway = engine(observer=stages)
    results = [await gateway.execute(OperationRequest("{ nothing }")) for _ in range(3)]
    assert stages.seen == ["parse"]
    assert len({result.stage for result in results}) == 1


async def test_the_cache_of_documents_is_bounded() -> None:
    stages = Stages()
    gateway = engine(observer=stages, settings=EngineSettings(documents=2))
    for name in ("a", "b", "a", "c", "a", "b"):
        await gateway.execute(OperationRequest(f"{{ me {{ {name}: name }} }}"))
    assert stages.seen.count("parse") == 4
    assert [recent.query for recent in gateway.popular(1)] == ["{ me { b: name } }"]


async def test_long_documents_take_no_more_room_than_is_set() -> None:
    stages = Stages()
    gateway = engine(observer=stages, settings=EngineSettings(selections=10))
    short, long, longer = ("{ me { name " + "#" * size + "\n} }" for size in (0, 2_000, 6_000))
    for query in (short, long, short, long, longer, longer):
        await gateway.execute(OperationRequest(query))
    assert stages.seen.count("parse") == 4, "`longer` is never kept, and does not cost the others their room"
    assert [recent.query for recent in gateway.popular(10)] == [long, short]


async def test_a_document_weighs_what_its_fragments_stand_for() -> None:
    stages = Stages()
    gateway = engine(observer=stages, settings=EngineSettings(selections=35))
    fragment = "fragment F on User { a: name b: name c: name d: name e: name f: name }"
    small, large = ("{ " + " ".join(f"x{n}: me {{ ...F }}" for n in range(size)) + " } " + fragment for size in (1, 4))
    for query in (small, small, large, small):
        await gateway.execute(OperationRequest(query))
    assert stages.seen.count("parse") == 3, "9 and 33 fit one by one only"


async def test_a_refusal_weighs_what_it_says() -> None:
    stages = Stages()
    gateway = engine(observer=stages, settings=EngineSettings(selections=4))
    for name in ("x" * 600, "y" * 600, "y" * 600, "x" * 600):
        await gateway.execute(OperationRequest(f"{{ {name} }}"))
    assert stages.seen.count("parse") == 3, "one of them is kept, the other is not"
    assert gateway.popular(10) == [], "what is refused is not worth having ready"


async def test_an_operation_that_is_known_does_not_wait_for_the_planning_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gateway = engine()
    known, new = OperationRequest("{ me { name } }"), OperationRequest("{ me { id } }")
    await gateway.execute(known)
    gate, read = threading.Event(), Document.read

    def slowly(*arguments: Any) -> Document:
        assert gate.wait(10), "the event loop was held up"
        return read(*arguments)

    monkeypatch.setattr(Document, "read", slowly)
    waiting = asyncio.create_task(gateway.execute(new))
    await asyncio.sleep(0)
    assert (await gateway.execute(known)).data == {"me": {"name": "Ada"}}
    assert not waiting.done()
    gate.set()
    assert (await waiting).data == {"me": {"id": "1"}}


async def test_a_warmed_engine_plans_nothing_for_the_first_request() -> None:
    old = engine()
    await old.execute(OperationRequest("query ($id: ID!) { user(id: $id) { name } }"))
    stages = Stages()
    new = engine(Script(users={"data": {"user": None}}), observer=stages)
    assert await new.warm([*old.popular(10), Recent("{ nothing }")]) == 1
    stages.seen.clear()
    await new.execute(OperationRequest("query ($id: ID!) { user(id: $id) { name } }", variables={"id": "1"}))
    assert stages.seen == ["execute"]


async def test_errors_follow_the_setting_and_the_original_goes_to_the_log() -> None:
    answer = {"data": {"me": None}, "errors": [{"message": "secret", "path": ["me"]}]}
    logged: list[Any] = []
    masked = engine(
        Script(users=answer), log=lambda failure, id: logged.append((failure.message, id)), correlation=lambda: "id-7"
    )
    [error] = (await masked.execute(OperationRequest("{ me { name } }"))).errors
    assert (error["message"], error["extensions"]["correlationId"], logged) == (
        "Subgraph error",
        "id-7",
        [("secret", "id-7")],
    )
    open_ = engine(Script(users=answer), settings=EngineSettings(errors=ErrorSettings(mask=False)))
    [error] = (await open_.execute(OperationRequest("{ me { name } }"))).errors
    assert error["message"] == "secret"


async def test_a_caller_that_leaves_while_a_document_is_read_does_not_spoil_it_for_others() -> None:
    gateway = engine()
    first = asyncio.create_task(gateway.execute(OperationRequest("{ me { name } }")))
    second = asyncio.create_task(gateway.execute(OperationRequest("{ me { name } }")))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).data == {"me": {"name": "Ada"}}


async def test_requests_leave_no_reference_cycles_behind() -> None:
    failing = SubgraphError("SUBGRAPH_TIMEOUT", "late")
    script = Script(users=ADA, ages=(*[{"data": {"_entities": [{"age": 1}]}}] * 3, failing))
    settings = EngineSettings(typed_after=None)
    gateway = engine(script, settings=settings, log=lambda failure, correlation: None)
    request = OperationRequest('{ me { name age } first: me { age } __type(name: "User") { name } }')
    await gateway.execute(request)
    with collector() as collect:
        for _ in range(5):
            await gateway.execute(request)
        assert collect() == 0


class Held(Script):
    """Answers only when let go."""

    def __init__(self, **answers: Any) -> None:
        super().__init__(**answers)
        self.let_go = asyncio.Event()
        self.waiting = 0

    async def send(self, call: SubgraphCall) -> bytes:
        self.waiting += 1
        await self.let_go.wait()
        self.waiting -= 1
        return await super().send(call)


async def test_a_new_generation_takes_over_at_once_and_the_old_one_ends_its_requests() -> None:
    held = Held(users=ADA)
    old, new = engine(held), engine(Script(users={"data": {"me": {"name": "Bo"}}}))
    generations = Generations(old)
    running = asyncio.create_task(generations.execute(OperationRequest("{ me { name } }")))
    for _ in range(10):
        await asyncio.sleep(0)
    replacing = asyncio.create_task(generations.replace(new))
    await asyncio.sleep(0)
    assert generations.engine is new
    assert (await generations.execute(OperationRequest("{ me { name } }"))).data == {"me": {"name": "Bo"}}
    assert not replacing.done()
    held.let_go.set()
    assert (await running).data == {"me": {"name": "Ada"}}
    assert await replacing is old
