"""Callers, forwarded headers, plans, deadlines, clients that leave, and bugs below."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

import pytest

from gateway.execution.ports import OperationRequest, OperationResult
from gateway.request import EndpointOptions, GraphQLEndpoint
from tests.request.serving import DONE, Engine, code, message, serving

ASK = {"query": "{me}"}


@dataclass(frozen=True)
class Somebody:
    subject: str = "user-1"
    scopes: frozenset[str] = frozenset({"inference"})
    token: str = "verified"


async def test_the_verified_bearer_and_only_that_is_forwarded() -> None:
    engine = Engine()
    async with serving(engine, caller=Somebody()) as client:
        await client.post("", json=ASK, headers={"authorization": "Bearer something else", "cookie": "a=b"})
    assert engine.last.principal == Somebody()
    assert engine.last.headers == {"authorization": "Bearer verified"}


async def test_an_anonymous_caller_forwards_no_bearer() -> None:
    engine = Engine()
    async with serving(engine) as client:
        await client.post("", json=ASK, headers={"authorization": "Bearer unverified"})
    assert (engine.last.principal, engine.last.headers) == (None, {})


async def test_wanted_headers_are_offered_and_repeated_ones_joined() -> None:
    engine = Engine()
    async with serving(engine, offers={"x-tenant", "x-absent", "accept-language"}.__contains__) as client:
        headers = [("X-Tenant", "a"), ("x-tenant", "b"), ("accept-language", "de"), ("x-other", "c")]
        await client.post("", json=ASK, headers=headers)
    assert engine.last.headers == {"x-tenant": "a, b", "accept-language": "de"}


async def test_not_even_who_wants_everything_is_offered_what_is_of_the_connection_or_unverified() -> None:
    engine = Engine()
    headers = {
        "authorization": "Bearer unverified",
        "connection": "close, X-Hop ,x-other",
        "x-hop": "1",
        "x-other": "2",
        "x-kept": "3",
    }
    async with serving(engine, offers=lambda name: name.startswith("x-") or name == "authorization") as client:
        await client.post("", json=ASK, headers=headers)
    assert engine.last.headers == {"x-kept": "3"}


async def test_text_beyond_ascii_is_offered_as_such_and_other_bytes_are_not() -> None:
    engine = Engine()
    async with serving(engine, offers=lambda name: name.startswith("x-")) as client:
        headers = [(b"x-name", "Zoë".encode()), (b"x-bytes", b"\xff\xfe")]
        await client.post("", json=ASK, headers=headers)
    assert engine.last.headers == {"x-name": "Zoë"}


@pytest.mark.parametrize(
    ("header", "plan"),
    [("true", "include"), ("TRUE", "include"), ("dry-run", "dry-run"), ("false", "off"), ("yes", "off"), ("", "off")],
)
async def test_a_plan_is_given_to_who_asks_if_plans_are_exposed(header: str, plan: str) -> None:
    engine = Engine()
    for exposed in (True, False):
        async with serving(engine, expose_plans=exposed) as client:
            await client.post("", json=ASK, headers={"hansa-expose-query-plan": header})
        assert engine.last.plan == (plan if exposed else "off")


async def test_the_deadline_counts_from_the_request() -> None:
    engine = Engine()
    before = asyncio.get_running_loop().time()
    async with serving(engine, timeout=100.0) as client:
        await client.post("", json=ASK)
    assert before + 100 <= engine.last.deadline <= asyncio.get_running_loop().time() + 100


@pytest.mark.parametrize(("told", "granted"), [("50000", 50.0), ("0050000", 50.0), ("100001", 100.0), ("9" * 9, 100.0)])
async def test_a_caller_may_shorten_its_time_and_never_extend_it(told: str, granted: float) -> None:
    engine = Engine()
    before = asyncio.get_running_loop().time()
    async with serving(engine, timeout=100.0) as client:
        await client.post("", json=ASK, headers={"hansa-deadline-ms": told})
    assert before + granted <= engine.last.deadline <= asyncio.get_running_loop().time() + granted


@pytest.mark.parametrize("told", ["", "0", "-5", "5s", "1.5", "1e3", "5, 6", "9" * 5000, "\u0665"])
async def test_a_time_that_is_none_is_refused(told: str) -> None:
    engine = Engine()
    async with serving(engine) as client:
        response = await client.post("", json=ASK, headers=[(b"hansa-deadline-ms", told.encode())])
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert message(response) == "'hansa-deadline-ms' must be whole milliseconds above 0, of at most 9 digits."
    assert not engine.asked


async def test_a_bug_below_is_an_error_with_the_id_of_the_request(caplog: pytest.LogCaptureFixture) -> None:
    engine = Engine(RuntimeError("secret detail"))
    async with serving(engine, request_id=lambda: "id-7") as client:
        response = await client.post("", json=ASK)
    assert response.status_code == 500
    assert response.json() == {
        "errors": [
            {
                "message": "Internal server error.",
                "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": "id-7"},
            }
        ]
    }
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "secret detail" in caplog.text


async def test_data_that_is_no_json_is_a_bug_below(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(Engine(OperationResult("execute", data={"a": object()}))) as client:
        assert (await client.post("", json=ASK)).status_code == 500


async def test_data_too_deep_to_be_written_is_an_error_and_no_bug() -> None:
    deep: list[Any] = []
    for _ in range(100_000):  # Python has let more through since 3.12
        deep = [deep]
    async with serving(Engine(OperationResult("execute", data={"any": deep}, kind="query"))) as client:
        response = await client.post("", json=ASK)
    assert (response.status_code, response.json()["data"]) == (200, None)
    assert response.json()["errors"][0]["extensions"] == {"code": "SUBGRAPH_INVALID_RESPONSE"}


async def test_an_operation_that_misses_its_deadline_is_given_up() -> None:
    cancelled = asyncio.Event()

    async def never(request: OperationRequest) -> OperationResult:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        return DONE

    engine = Engine()
    engine.execute = never  # type: ignore[method-assign]
    async with serving(engine, timeout=-0.99) as client:
        response = await client.get("?query={me}")
    assert response.status_code == 504
    await asyncio.wait_for(cancelled.wait(), 5)


def _scope(method: str = "POST") -> dict[str, Any]:
    headers = [(b"content-type", b"application/json")]
    return {"type": "http", "method": method, "path": "/graphql", "query_string": b"", "headers": headers}


async def test_a_body_that_does_not_arrive_is_408() -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    await GraphQLEndpoint(Engine().execute, EndpointOptions(timeout=0.01))(_scope(), receive, send)
    assert sent[0]["status"] == 408


async def test_a_client_that_leaves_during_its_operation_cancels_it_and_gets_nothing() -> None:
    started, cancelled = asyncio.Event(), asyncio.Event()
    sent: list[Any] = []
    messages = [{"type": "http.request", "body": b'{"query":"{me}"}', "more_body": False}]

    async def execute(request: OperationRequest) -> OperationResult:
        started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise
        return DONE

    async def receive() -> Any:
        if messages:
            return messages.pop()
        await started.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await GraphQLEndpoint(execute)(_scope(), receive, send)
    await asyncio.wait_for(cancelled.wait(), 5)
    assert sent == []


async def test_a_client_that_leaves_in_its_body_gets_nothing() -> None:
    engine = Engine()
    messages = [{"type": "http.disconnect"}, {"type": "http.request", "body": b'{"que', "more_body": True}]

    async def receive() -> Any:
        return messages.pop()

    async def send(message: Any) -> None:
        raise AssertionError("nobody is there")

    await GraphQLEndpoint(engine.execute)(_scope(), receive, send)
    assert engine.asked == []


async def test_cancelling_the_request_cancels_the_operation() -> None:
    started, cancelled = asyncio.Event(), asyncio.Event()

    async def execute(request: OperationRequest) -> OperationResult:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        return DONE

    messages = [{"type": "http.request", "body": b'{"query":"{me}"}'}]

    async def receive() -> Any:
        if not messages:
            await asyncio.Event().wait()
        return messages.pop()

    async def send(message: Any) -> None:
        raise AssertionError("nobody is there")

    serving_it = asyncio.ensure_future(GraphQLEndpoint(execute)(_scope(), receive, send))
    await asyncio.wait_for(started.wait(), 5)
    serving_it.cancel()
    await asyncio.wait_for(cancelled.wait(), 5)
