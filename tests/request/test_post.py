"""POST: what is well-formed, and one clear refusal for everything that is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.request.serving import DONE, Engine, code, message, serving

JSON_TYPE = {"content-type": "application/json"}


async def post(body: Any, engine: Engine | None = None, headers: dict[str, str] | None = None, **options: Any) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with serving(engine, **options) as client:
        return await client.post("", content=content, headers={**JSON_TYPE, **(headers or {})})


async def test_the_members_reach_the_engine() -> None:
    engine = Engine()
    response = await post({"query": "query A { me }", "operationName": "A", "variables": {"n": [1, None]}}, engine)
    assert (response.status_code, response.json()) == (200, {"data": {"me": None}})
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert (engine.last.query, engine.last.operation_name) == ("query A { me }", "A")
    assert engine.last.variables == {"n": [1, None]}
    assert not engine.last.read_only


@pytest.mark.parametrize("member", ["operationName", "variables", "extensions"])
async def test_null_is_as_good_as_absent(member: str) -> None:
    engine = Engine()
    assert (await post({"query": "{me}", member: None}, engine)).status_code == 200
    assert (engine.last.operation_name, engine.last.variables) == (None, {})


async def test_an_empty_operation_name_is_none() -> None:
    engine = Engine()
    await post({"query": "{me}", "operationName": ""}, engine)
    assert engine.last.operation_name is None


async def test_unknown_members_are_ignored() -> None:
    assert (await post({"query": "{me}", "id": 7})).status_code == 200


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "APPLICATION/json"])
async def test_json_in_utf8_is_understood(content_type: str) -> None:
    engine = Engine()
    body = '{"query": "{ me(name: \\"Åsa\\") }"}'.encode()
    assert (await post(body, engine, {"content-type": content_type})).status_code == 200
    assert "Åsa" in engine.last.query


async def test_a_byte_order_mark_is_skipped() -> None:
    assert (await post(b"\xef\xbb\xbf" + b'{"query":"{me}"}')).status_code == 200


async def test_whole_numbers_of_any_size_survive() -> None:
    engine = Engine()
    await post(b'{"query":"{me}","variables":{"n":123456789012345678901234567890}}', engine)
    assert engine.last.variables == {"n": 123456789012345678901234567890}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "has no body"),
        (b"{", "is not JSON"),
        (b"query { me }", "is not JSON"),
        (b'{"query": "\xff"}', "is not"),
        (b"\xff\xfe{\x00}\x00", "is not"),
        (b'"{me}"', "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b"{}", "'query' is missing"),
        (b'{"qeury": "{me}"}', "'query' is missing"),
        (b'{"query": null}', "'query' is missing"),
        (b'{"query": {}}', "'query' must be a string"),
        (b'{"query": 7}', "'query' must be a string"),
        (b'{"query": "{me}", "operationName": 7}', "'operationName' must be a string or null"),
        (b'{"query": "{me}", "operationName": []}', "'operationName' must be a string or null"),
        (b'{"query": "{me}", "variables": []}', "'variables' must be an object or null"),
        (b'{"query": "{me}", "variables": "{}"}', "'variables' must be an object or null"),
        (b'{"query": "{me}", "extensions": 0}', "'extensions' must be an object or null"),
        (b'{"query": "{me}", "variables": ' + b"[" * 100_000, "is"),
        (b'{"query": "{me}", "variables": {"a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}}", "is nested too deeply"),
    ],
)
async def test_a_body_that_is_not_well_formed_is_refused_with_400(body: bytes, text: str) -> None:
    engine = Engine()
    response = await post(body, engine)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert text in message(response)
    assert engine.asked == []


async def test_a_batch_is_refused_by_name() -> None:
    response = await post([{"query": "{me}"}])
    assert (response.status_code, code(response)) == (400, "BATCHING_NOT_SUPPORTED")


async def test_a_persisted_query_gets_the_answer_that_clients_fall_back_on() -> None:
    response = await post({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "a"}}})
    assert (code(response), message(response)) == ("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=iso-8859-1",
        "application/json, text/plain",
        "text/plain; application/json",
    ],
)
async def test_another_content_type_is_refused_with_415(content_type: str | None) -> None:
    async with serving() as client:
        headers = {} if content_type is None else {"content-type": content_type}
        response = await client.post("", content=b'{"query":"{me}"}', headers=headers)
    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "image/*"])
async def test_a_client_that_takes_no_json_is_told_so(accept: str) -> None:
    response = await post({"query": "{me}"}, headers={"accept": accept})
    assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
async def test_other_methods_are_refused_with_what_is_allowed(method: str) -> None:
    async with serving() as client:
        response = await client.request(method, "")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


async def test_a_body_that_announces_too_much_is_not_read() -> None:
    response = await post({"query": "{me}" + " " * 200}, body_bytes=100)
    assert (response.status_code, code(response)) == (413, "REQUEST_TOO_LARGE")
    assert response.headers["connection"] == "close"


async def test_a_body_that_grows_too_large_is_refused_while_reading() -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while True:
            sent += 64
            yield b" " * 64

    async with serving(body_bytes=1000) as client:
        response = await client.post("", content=endless(), headers=JSON_TYPE)
    assert response.status_code == 413
    assert sent < 10_000


async def test_a_body_at_the_limit_is_read() -> None:
    body = b'{"query":"{me}"}'
    assert (await post(body, body_bytes=len(body))).status_code == 200


async def test_responses_are_not_cached_nor_sniffed() -> None:
    headers = (await post({"query": "{me}"})).headers
    assert (headers["cache-control"], headers["vary"]) == ("no-store", "accept")
    assert headers["x-content-type-options"] == "nosniff"


async def test_the_answer_of_the_engine_is_the_body() -> None:
    error = {"message": "no", "path": ["me"], "extensions": {"code": "X"}}
    engine = Engine(
        type(DONE)("execute", data={"n": 2**70}, errors=(error,), extensions={"queryPlan": {"text": "…"}}, kind="query")
    )
    response = await post({"query": "{me}"}, engine)
    assert response.json() == {"data": {"n": 2**70}, "errors": [error], "extensions": {"queryPlan": {"text": "…"}}}
