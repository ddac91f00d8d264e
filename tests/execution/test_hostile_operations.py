"""Operations made to do harm: each is refused with a code that says which bound it passed, or answered as the reference
answers it; and the next caller is answered either way.

No test measures time.  What is answered is planned with a tenth of the steps that are allowed, and read by a process
with half the memory that one may take; what is refused has fetched nothing.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from graphql import parse

from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.ports import OperationRequest, OperationResult
from gateway.federation.supergraph import Supergraph
from tests.execution.plans import Script
from tests.oracle.case import LINK, Case, composed_of
from tests.oracle.catalogue import fresh

SETTINGS = EngineSettings(steps=EngineSettings().steps // 10, process_memory=EngineSettings().process_memory // 2)
HARMLESS = "{ me { name } }"


def nested(levels: int) -> str:
    return "{ me " + "{ reviews { author " * levels + "{ id }" + "} }" * levels + " }"


def nested_by_fragments(levels: int) -> str:
    """Each fragment is ten levels deep, and spreads the next one at its end."""
    count = levels // 20
    ten = "{ reviews { author " * 10, "} }" * 10
    fragments = [f"fragment F{n} on User {ten[0]} {{ ...F{n + 1} }} {ten[1]}" for n in range(count)]
    return "\n".join(["{ me { ...F0 } }", *fragments, f"fragment F{count} on User {{ id }}"])


def doubling(levels: int) -> str:
    """Each fragment spreads the next one twice."""
    fragments = [f"fragment F{n} on User {{ ...F{n + 1} name ...F{n + 1} }}" for n in range(levels)]
    return "\n".join(["{ me { ...F0 } }", *fragments, f"fragment F{levels} on User {{ id }}"])


def introspection(levels: int) -> str:
    return "{ __schema { types " + "{ fields { type " * levels + "{ name }" + "} }" * levels + " } }"


def overlapping(fields: int) -> str:
    """One field again and again, each time with selections that have to be merged with all others."""
    return "{ " + " ".join("me { reviews { product { name price } } }" for _ in range(fields)) + " }"


def conditions(count: int) -> str:
    declared = ", ".join(f"$v{n}: Boolean! = true" for n in range(count))
    return f"query ({declared}) {{ me {{ " + " ".join(f"a{n}: name @include(if: $v{n})" for n in range(count)) + " } }"


def aliases(count: int, selection: str = "me { name }") -> str:
    return "{ " + " ".join(f"a{n}: {selection}" for n in range(count)) + " }"


ANSWERED = {
    "a thousand aliases": aliases(1_000),
    "a thousand aliases of an entity elsewhere": "{ topProducts " + aliases(1_000, "price") + " }",
    "overlapping fields": overlapping(100),
    "twenty levels": nested(9),
    "a dozen conditions": conditions(12),
    "escapes of unicode": '{ user(id: "\\u0075\\u{31}") { name } product(upc: "\\uD83D\\uDE00") { name } }',
    "forty thousand escapes of unicode": '{ user(id: "%s") { name } }' % ("\\u0041" * 40_000),
    "a string of two hundred thousand characters": '{ user(id: "%s") { name } }' % ("x" * 200_000),
    "nothing but type names": aliases(1_000, "__typename"),
    "commas and spaces": "{ me {" + " ,\t\n" * 50_000 + "name } }",
}
REFUSED: dict[str, tuple[str, set[str]]] = {
    "a thousand levels": (nested(500), {"GRAPHQL_PARSE_FAILED"}),
    "a thousand levels through fragments": (nested_by_fragments(1_000), {"MAX_DEPTH_LIMIT"}),
    "ten thousand levels of braces": ("{" * 10_000, {"GRAPHQL_PARSE_FAILED"}),
    "ten thousand levels of brackets": (
        "{ topProducts(first: " + "[" * 5_000 + "]" * 5_000 + ") { name } }",
        {"GRAPHQL_PARSE_FAILED"},
    ),
    "three thousand aliases": (aliases(3_000, "__typename"), {"MAX_ALIASES_LIMIT", "MAX_ROOT_FIELDS_LIMIT"}),
    "ten thousand fields at the root": ("{ " + "__typename " * 10_000 + "}", {"MAX_ROOT_FIELDS_LIMIT"}),
    "twenty thousand tokens": ("{ me { " + "name " * 20_000 + "} }", {"MAX_TOKENS_LIMIT"}),
    "twenty thousand comments": ("#\n" * 20_000 + HARMLESS, {"MAX_TOKENS_LIMIT"}),
    "a megabyte of comment": (HARMLESS + " # " + "x" * 2**20, {"MAX_DOCUMENT_SIZE_LIMIT"}),
    "a megabyte of fields": ("{ me { " + "name " * (2**20 // 5) + "} }", {"MAX_DOCUMENT_SIZE_LIMIT"}),
    "a megabyte of emojis": ('{ user(id: "%s") { name } }' % ("😀" * 2**18), {"MAX_DOCUMENT_SIZE_LIMIT"}),
    "fragments that double thirty times": (
        doubling(30),
        {"MAX_SELECTIONS_LIMIT", "MAX_EXPANDED_SIZE_LIMIT"},
    ),
    "a circle of fragments": (
        "{ me { ...A } } fragment A on User { id ...B } fragment B on User { name ...A }",
        {"GRAPHQL_VALIDATION_FAILED"},
    ),
    "a fragment in itself": ("{ me { ...A } } fragment A on User { ...A }", {"GRAPHQL_VALIDATION_FAILED"}),
    "a circle of a thousand fragments": (
        "{ me { ...F0 } } " + " ".join(f"fragment F{n} on User {{ ...F{(n + 1) % 1_000} }}" for n in range(1_000)),
        {"MAX_DEPTH_LIMIT"},
    ),
    "a thousand directives": ("{ me " + "@skip(if: false) " * 1_000 + "{ id } }", {"GRAPHQL_VALIDATION_FAILED"}),
    "introspection of introspection": (introspection(60), {"MAX_DEPTH_LIMIT"}),
    "introspection again and again": (aliases(200, "__schema { types { name } }"), {"MAX_INTROSPECTIONS_LIMIT"}),
    "a number without end": ("{ topProducts(first: " + "9" * 100_000 + ") { name } }", {"GRAPHQL_VALIDATION_FAILED"}),
    "a lone surrogate": ('{ user(id: "\\uD800") { name } }', {"GRAPHQL_PARSE_FAILED"}),
    "an escape beyond Unicode": ('{ user(id: "\\u{FFFFFFFFFFFF}") { name } }', {"GRAPHQL_PARSE_FAILED"}),
    "a null character": ("{ me { name\0 } }", {"GRAPHQL_PARSE_FAILED"}),
    "a type instead of an operation": ("type Query { a: Int }", {"GRAPHQL_VALIDATION_FAILED"}),
    "nothing": ("", {"GRAPHQL_PARSE_FAILED"}),
}


def deep(levels: int) -> Any:
    """A list in a list in a list."""
    value: list[Any] = []
    for _ in range(levels - 1):
        value = [value]
    return value


VARIABLES: dict[str, Any] = {
    "ten thousand levels of lists": {"id": deep(10_000)},
    "nested objects": {"id": {"a": {"b": {"c": {}}}}},
    "a list of ten thousand": {"id": ["x"] * 10_000},
    "true": {"id": True},
    "a number": {"id": 0.5},
    "null": {"id": None},
    "nothing": {},
}


def echo(body: dict[str, Any]) -> Any:
    """An answer to a document of root fields that are integers."""
    operation: Any = parse(body["query"]).definitions[0]
    fields = operation.selection_set.selections
    return {"data": {node.alias.value if node.alias else node.name.value: 1 for node in fields}}


ALLOWED: dict[str, Any] = {
    "a huge number": {"id": 10**400},
    "a megabyte": {"id": "x" * 2**20},
    "ten thousand levels that nobody asks for": {"id": "1", "more": deep(10_000)},
    "ten thousand that nobody asks for": {"id": "1", **{f"v{n}": n for n in range(10_000)}},
}


SAME: dict[str, str] = {
    "written out": "{ me { " + "name " * 10_000 + "} }",
    "by fragments": " ".join(
        ["{ me { ...F } } fragment F on User {", *["...G"] * 100, "} fragment G on User {", *["name"] * 100, "}"]
    ),
}
"""`HARMLESS` in ten thousand fields; the reference's own validation gives up on one of them."""


@pytest.fixture(scope="module")
def case() -> Case:
    return fresh("shop")


@pytest.fixture
def engine(case: Case) -> Engine:
    case.transport.calls.clear()
    return Engine(case.supergraph, case, settings=SETTINGS, log=lambda *_: None)


async def ask(engine: Engine, query: str, variables: dict[str, Any] | None = None) -> OperationResult:
    return await engine.execute(OperationRequest(query, variables=variables or {}))


def values(result: OperationResult) -> Any:
    return msgspec.json.decode(msgspec.json.encode(result.data))


def codes(result: OperationResult) -> set[str]:
    return {error["extensions"]["code"] for error in result.errors}


async def still_answers(engine: Engine) -> bool:
    result = await ask(engine, HARMLESS)
    return not result.errors and values(result)["me"] is not None


@pytest.mark.parametrize("query", ANSWERED.values(), ids=ANSWERED)
async def test_what_is_large_and_allowed_is_answered_as_the_reference_answers_it(
    case: Case, engine: Engine, query: str
) -> None:
    result = await ask(engine, query)
    assert (result.stage, codes(result)) == ("execute", set())
    assert values(result) == case.reference(query).data
    assert await still_answers(engine)
    engine.close()


@pytest.mark.parametrize("query", SAME.values(), ids=SAME)
async def test_one_field_ten_thousand_times_is_one_field(case: Case, engine: Engine, query: str) -> None:
    result = await ask(engine, query)
    assert (values(result), result.errors) == (case.reference(HARMLESS).data, ())
    assert case.transport.calls == [("accounts", "query {\n  me {\n    name\n  }\n}")]
    engine.close()


@pytest.mark.parametrize(("query", "expected"), REFUSED.values(), ids=REFUSED)
async def test_what_passes_a_bound_is_refused_with_its_code_and_nothing_is_fetched(
    case: Case, engine: Engine, query: str, expected: set[str]
) -> None:
    result = await ask(engine, query)
    assert result.stage in ("parse", "validate")
    assert codes(result) == expected
    assert len(result.errors) <= 21
    assert all(0 < len(error["message"]) <= 1_000 for error in result.errors)
    assert case.transport.calls == []
    assert await still_answers(engine)
    engine.close()


@pytest.mark.parametrize("variables", VARIABLES.values(), ids=VARIABLES)
async def test_variables_that_do_not_fit_are_refused_and_nothing_is_fetched(
    case: Case, engine: Engine, variables: dict[str, Any]
) -> None:
    result = await ask(engine, "query ($id: ID!) { user(id: $id) { name } }", variables)
    assert (result.stage, codes(result)) == ("variables", {"BAD_USER_INPUT"})
    assert all(0 < len(error["message"]) <= 1_000 for error in result.errors)
    assert case.transport.calls == []
    assert await still_answers(engine)
    engine.close()


@pytest.mark.parametrize("variables", ALLOWED.values(), ids=ALLOWED)
async def test_variables_that_fit_are_passed_on_whatever_is_beside_them(
    engine: Engine, variables: dict[str, Any]
) -> None:
    """An ID may be written as an integer (GraphQL specification, "ID"); undeclared variables are ignored."""
    result = await ask(engine, "query ($id: ID!) { user(id: $id) { name } }", variables)
    assert (result.stage, codes(result)) == ("execute", set())
    engine.close()


@pytest.mark.parametrize("typed_after", [None, 0])
@pytest.mark.parametrize(("levels", "told"), [(200, False), (201, True), (10_000, True)])
async def test_a_custom_scalar_is_passed_on_unless_it_is_too_deep(
    levels: int, told: bool, typed_after: int | None
) -> None:
    """graphql-core bounds the depth of values that it looks into, and does not look into those of custom scalars."""
    sdl = LINK + "scalar Json  type Query { echo(value: Json): Json }"
    script = Script(one=lambda body: {"data": {"echo": body["variables"]["value"]}})
    settings = EngineSettings(typed_after=typed_after)
    engine = Engine(Supergraph.from_sdl(composed_of({"one": sdl})), script, settings=settings, log=lambda *_: None)
    query = "query ($value: Json) { echo(value: $value) __schema { __typename } }"
    result = await ask(engine, query, {"value": deep(levels), "more": deep(10_000)})
    if told:
        assert (result.stage, codes(result)) == ("variables", {"BAD_USER_INPUT"})
        assert script.calls == []
    else:
        assert (values(result)["echo"], result.errors) == (deep(levels), ())
    assert values(await ask(engine, query, {"value": 7}))["echo"] == 7
    engine.close()


@pytest.mark.parametrize(("fields", "code"), [(250, None), (251, "MAX_SUBGRAPH_REQUESTS_LIMIT")])
async def test_a_mutation_of_many_subgraph_requests_is_refused_before_the_first_is_sent(
    fields: int, code: str | None
) -> None:
    """Neighbours of one subgraph could not wait for each other either: each field is a request of its own."""
    subgraphs = {"one": "type Query { q: Int }  type Mutation { a: Int }", "two": "type Mutation { b: Int }"}
    script = Script(one=echo, two=echo)
    supergraph = Supergraph.from_sdl(composed_of({name: LINK + sdl for name, sdl in subgraphs.items()}))
    engine = Engine(supergraph, script, settings=SETTINGS, log=lambda *_: None)
    result = await ask(engine, "mutation { " + " ".join(f"a{n}: a b{n}: b" for n in range(fields)) + " }")
    if code is None:
        assert (result.errors, len(script.calls)) == ((), 2 * fields)
    else:
        assert (result.stage, codes(result), script.calls) == ("plan", {code}, [])
        [error] = result.errors
        assert error["message"] == "The operation takes 502 subgraph requests; this gateway allows 500."
    engine.close()


async def test_a_thousand_operations_in_one_document_are_one_document(case: Case, engine: Engine) -> None:
    query = " ".join(f"query Q{n} {{ me {{ name }} }}" for n in range(1_000))
    chosen = await engine.execute(OperationRequest(query, operation_name="Q999"))
    assert values(chosen) == case.reference(HARMLESS).data
    assert (await ask(engine, query)).stage == "operation"
    assert await still_answers(engine)
    engine.close()


async def test_callers_are_answered_while_a_large_operation_is_read(engine: Engine) -> None:
    """Known operations over subgraphs in memory never wait, so that a caller has to let others have their turn."""
    assert await still_answers(engine)
    large = asyncio.create_task(ask(engine, ANSWERED["a thousand aliases"]))
    answered = 0
    while not large.done():
        answered += await still_answers(engine)
        await asyncio.sleep(0)
    assert not large.result().errors
    assert answered > 1
    engine.close()
