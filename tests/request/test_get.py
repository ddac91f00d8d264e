"""GET: the same parameters in a query string, and no mutations."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from gateway.execution.ports import OperationResult
from tests.request.serving import Engine, code, message, serving


async def get(query_string: str, engine: Engine | None = None, **options: Any) -> Any:
    async with serving(engine, **options) as client:
        return await client.get(f"?{query_string}")


async def test_the_parameters_reach_the_engine() -> None:
    engine = Engine()
    query_string = urlencode({"query": "query A { me }", "operationName": "A", "variables": '{"name": "Åsa & Bo"}'})
    response = await get(query_string, engine)
    assert (response.status_code, response.json()) == (200, {"data": {"me": None}})
    assert (engine.last.query, engine.last.operation_name) == ("query A { me }", "A")
    assert engine.last.variables == {"name": "Åsa & Bo"}
    assert engine.last.read_only


async def test_empty_parameters_are_absent_ones() -> None:
    engine = Engine()
    await get("query={me}&variables=&operationName=&extensions=", engine)
    assert (engine.last.variables, engine.last.operation_name) == ({}, None)


@pytest.mark.parametrize(
    ("query_string", "text"),
    [
        ("", "'query' is missing"),
        ("variables={}", "'query' is missing"),
        ("query={me}&variables={", "'variables' is not JSON"),
        ("query={me}&variables=[]", "'variables' must be an object"),
        ("query={me}&extensions=7", "'extensions' must be an object"),
        ("query={me}&query={you}", "'query' is given twice"),
        ("query=%FF", "UTF-8"),
        ("&".join(f"a{n}=1" for n in range(200)), "too many"),
    ],
)
async def test_a_query_string_that_is_not_well_formed_is_refused_with_400(query_string: str, text: str) -> None:
    engine = Engine()
    response = await get(query_string, engine)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert text in message(response)
    assert engine.asked == []


async def test_a_query_string_beyond_the_limit_is_refused() -> None:
    response = await get("query={me}" + "%20" * 100, query_bytes=100)
    assert (response.status_code, code(response)) == (414, "URI_TOO_LONG")


@pytest.mark.parametrize("profile", ["standard", "audit-2025", "draft-2026"])
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_a_mutation_is_refused_with_405(profile: str, accept: str) -> None:
    refusal = OperationResult("method", errors=({"message": "Use POST for mutations."},), kind="mutation")
    async with serving(Engine(refusal), status_profile=profile) as client:
        response = await client.get("?query=mutation{a}", headers={"accept": accept})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json() == {"errors": [{"message": "Use POST for mutations."}]}
