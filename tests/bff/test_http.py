"""GraphQL over HTTP of a BFF: what is let in, with which status and media type it is answered, what is told."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from ariadne import QueryType

from gateway.bff.app import Screens
from gateway.bff.context import ResolveInfo, screen
from gateway.bff.limits import DocumentLimits
from gateway.bff.settings import BffSettings
from tests.bff.client import Front, front

SDL = """
type Query { hello(name: String = "you"): String  boom: String  must: String!  slow: String  who: String  deep: Deep }
type Deep { deep: Deep  hello: String }
"""
GRAPHQL_RESPONSE = "application/graphql-response+json"


def screens() -> Screens:
    query = QueryType()
    query.set_field("hello", lambda _, __, name: f"Hello {name}")
    query.set_field("boom", boom)
    query.set_field("slow", slow)
    query.set_field("who", who)
    return Screens(sdl="test.graphql", operations="test", needs=frozenset(), bindables=[query])


def boom(_: Any, __: ResolveInfo) -> str:
    raise RuntimeError("the password is 12345")


async def slow(_: Any, __: ResolveInfo) -> str:
    await asyncio.Event().wait()
    return "never"


def who(_: Any, info: ResolveInfo) -> str | None:
    caller = screen(info).caller
    return caller.subject if caller else None


@pytest.fixture
def settings(tmp_path: Path) -> BffSettings:
    (tmp_path / "operations" / "test").mkdir(parents=True)
    (tmp_path / "operations" / "test" / "Ping.graphql").write_text("query Ping { __typename }")
    (tmp_path / "test.graphql").write_text(SDL)
    limits = DocumentLimits(max_tokens=60, max_depth=3, max_screens=2)
    return BffSettings(schema_dir=tmp_path, limits=limits, max_body_bytes=2000, introspection=False)


@pytest.fixture
async def bff(settings: BffSettings) -> AsyncIterator[Front]:
    async with front(screens(), settings) as running:
        yield running


async def post(bff: Front, query: str, **headers: str) -> httpx2.Response:
    return await bff.http.post("/graphql", json={"query": query}, headers=headers)


def refused(response: httpx2.Response) -> tuple[int, str, str]:
    (error,) = response.json()["errors"]
    return response.status_code, error["extensions"]["code"], error["message"]


async def test_a_query_is_answered_with_its_data(bff: Front) -> None:
    response = await post(bff, '{ hello(name: "Ada") }')
    assert (response.status_code, response.json()) == (200, {"data": {"hello": "Hello Ada"}})
    assert response.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, application/json", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0.5, application/json", "application/json"),
        (f"text/html, {GRAPHQL_RESPONSE};q=0.1", GRAPHQL_RESPONSE),
    ],
)
async def test_the_media_type_is_the_best_that_the_client_accepts(bff: Front, accept: str, media: str) -> None:
    response = await post(bff, "{ hello }", accept=accept)
    assert response.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "application/json;q=x"])
async def test_a_client_that_accepts_no_graphql_is_refused(bff: Front, accept: str) -> None:
    response = await post(bff, "{ hello }", accept=accept)
    assert refused(response)[:2] == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("{ hello", "GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found <EOF>."),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'nothing' on type 'Query'."),
        ("query ($n: String!) { hello(name: $n) }", "BAD_USER_INPUT", "Variable '$n' "),
        ("mutation { hello }", "GRAPHQL_VALIDATION_FAILED", "The mutation operation is not supported by the schema."),
        ("{ __schema { types { name } } }", "GRAPHQL_VALIDATION_FAILED", "Cannot query '__schema'"),
        ("{ deep { deep { deep { hello } } } }", "MAX_DEPTH_LIMIT", "The operation nests 4 levels of fields"),
        (
            "{ ...A } fragment A on Query { deep { deep { ... { deep { hello } } } } }",
            "MAX_DEPTH_LIMIT",
            "The operation nests 4 levels of fields; allowed are 3.",
        ),
        ("{ a: hello b: hello c: hello }", "MAX_ROOT_FIELDS_LIMIT", "The operation asks for 3 screens; allowed are 2."),
        (
            "{ ...A ... { b: hello } } fragment A on Query { c: hello d: hello }",
            "MAX_ROOT_FIELDS_LIMIT",
            "The operation asks for 3 screens; allowed are 2.",
        ),
        ("{ hello " + "hello " * 60 + "}", "GRAPHQL_PARSE_FAILED", "Document contains more than 60 tokens."),
        ("{ ...A } fragment A on Query { ...A }", "GRAPHQL_VALIDATION_FAILED", "Cannot spread fragment 'A' within"),
    ],
)
async def test_a_document_that_is_not_executed_is_a_400_without_data(
    bff: Front, query: str, code: str, message: str
) -> None:
    response = await post(bff, query)
    status, shown_code, shown = refused(response)
    assert (status, shown_code, response.json().keys()) == (400, code, {"errors"})
    assert message in shown


@pytest.mark.parametrize(
    "body", [{}, [], {"query": 1}, {"query": "{ hello }", "variables": []}, {"query": "{ hello }", "operationName": 3}]
)
async def test_a_body_that_is_no_graphql_request_is_a_400(bff: Front, body: Any) -> None:
    response = await bff.http.post("/graphql", json=body)
    assert response.status_code == 400
    assert response.json().keys() == {"errors"}


async def test_once_execution_began_the_status_is_200_even_without_data(bff: Front) -> None:
    response = await post(bff, "{ must }")
    assert (response.status_code, response.json()["data"]) == (200, None)


@pytest.mark.parametrize("media", ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded", ""])
async def test_what_a_foreign_page_could_send_without_a_preflight_is_refused(bff: Front, media: str) -> None:
    headers = {"content-type": media} if media else {}
    response = await bff.http.post("/graphql", content=b'{"query": "{ hello }"}', headers=headers)
    assert refused(response)[:2] == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_a_simple_content_type_is_not_disguised_by_its_parameters(bff: Front) -> None:
    headers = {"content-type": "text/plain; application/json"}
    response = await bff.http.post("/graphql", content=b'{"query": "{ hello }"}', headers=headers)
    assert response.status_code == 415


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
async def test_other_methods_are_refused_without_cors_headers(bff: Front, method: str) -> None:
    response = await bff.http.request(
        method, "/graphql?query={hello}", headers={"origin": "http://evil.test", "content-type": "application/json"}
    )
    assert refused(response)[:2] == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "POST"
    assert not [name for name in response.headers if name.startswith("access-control")]


async def test_other_paths_say_where_the_service_is(bff: Front) -> None:
    response = await bff.http.get("/")
    assert refused(response) == (404, "NOT_FOUND", "This service answers at /graphql.")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'"\xff"', b"[" * 1500, b'{"query": "{ hello }"} {}'])
async def test_a_body_that_is_not_json_is_refused(bff: Front, content: bytes) -> None:
    response = await bff.http.post("/graphql", content=content, headers={"content-type": "application/json"})
    assert refused(response) == (400, "BAD_REQUEST", "The body is not JSON.")


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_larger_than_allowed_is_refused(bff: Front, announced: bool) -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield json.dumps({"query": "{ hello }", "variables": {"x": "y" * 2100}}).encode()

    content: Any = b" " * 2001 if announced else stream()
    response = await bff.http.post("/graphql", content=content, headers={"content-type": "application/json"})
    assert refused(response) == (413, "BODY_TOO_LARGE", "The body is larger than 2000 bytes.")


async def test_a_mistake_of_ours_is_masked_and_logged_under_the_request_id(
    bff: Front, caplog: pytest.LogCaptureFixture
) -> None:
    response = await post(bff, "{ hello boom }", **{"x-request-id": "r-7"})
    assert response.headers["x-request-id"] == "r-7"
    assert response.json() == {
        "data": {"hello": "Hello you", "boom": None},
        "errors": [
            {
                "message": "Internal server error",
                "locations": [{"line": 1, "column": 9}],
                "path": ["boom"],
                "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": "r-7"},
            }
        ],
    }
    logged = [record for record in caplog.records if record.name == "gateway.bff.reporting"]
    assert [record.levelno for record in logged] == [logging.ERROR]
    assert "12345" in str(logged[0].exc_info)


async def test_a_clients_typing_mistake_is_not_logged_as_an_error(bff: Front, caplog: pytest.LogCaptureFixture) -> None:
    await post(bff, "{ hell }")
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_request_that_takes_too_long_is_ended(settings: BffSettings) -> None:
    async with front(screens(), settings.model_copy(update={"timeout": 0.05})) as bff:
        response = await post(bff, "{ slow }")
    assert refused(response)[:2] == (504, "REQUEST_TIMEOUT")


async def test_the_caller_is_who_the_token_says_and_a_bad_token_is_not_anonymous(bff: Front) -> None:
    assert await bff.data("{ who }", token=bff.authority.token(sub="user-9")) == {"who": "user-9"}
    assert await bff.data("{ who }") == {"who": None}
    response = await post(bff, "{ who }", authorization="Bearer nonsense")
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
