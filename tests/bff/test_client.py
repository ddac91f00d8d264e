"""The client of the gateway: what goes out, and what each answer or silence becomes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from graphql import GraphQLSchema
from prometheus_client import CollectorRegistry

from gateway.bff.client import CallScope, GatewayClient
from gateway.bff.errors import GatewayError
from gateway.bff.observation import OperationTelemetry
from gateway.bff.operations import parse_operation
from gateway.bff.view import View
from gateway.upstream.client import HttpClient
from tests.bff.standin import StandIn
from tests.upstream.hostile import Behaviour, hostile, resets, says_nothing, speaks_another_protocol

NAMES = parse_operation("Names", "query Names($ids: [ID!]!) { usersByIds(ids: $ids) { id name } }")


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


async def execute(http: HttpClient, url: str, *, seconds: float = 10, max_bytes: int = 100_000) -> View:
    client = GatewayClient(http, url, OperationTelemetry(CollectorRegistry()), max_bytes=max_bytes)
    deadline = asyncio.get_running_loop().time() + seconds
    return await client.execute(NAMES, {"ids": ["user-1"]}, CallScope({"authorization": "Bearer t"}, deadline))


async def refusal(http: HttpClient, url: str, *, seconds: float = 10, max_bytes: int = 100_000) -> GatewayError:
    with pytest.raises(GatewayError) as raised:
        await execute(http, url, seconds=seconds, max_bytes=max_bytes)
    return raised.value


async def test_an_operation_goes_out_by_name_with_its_variables_and_the_requests_headers(
    http: HttpClient, gateway: StandIn
) -> None:
    view = await execute(http, gateway.url)
    assert view["usersByIds"][0]["name"] == "Ada Lovelace 1"
    (seen,) = gateway.seen
    assert (seen.name, seen.variables) == ("Names", {"ids": ["user-1"]})
    assert seen.headers["authorization"] == "Bearer t"
    assert seen.headers["content-type"] == "application/json"
    assert 0 < int(seen.headers["hansa-deadline-ms"]) < 10_000


@pytest.mark.parametrize(
    ("status", "body", "code", "message"),
    [
        ("401 Unauthorized", b"", "UNAUTHENTICATED", "The gateway did not accept the access token."),
        (
            "502 Bad Gateway",
            b"<html>",
            "GATEWAY_HTTP_ERROR",
            "The gateway answered Names with status 502 and no GraphQL response.",
        ),
        (
            "200 OK",
            b"[]",
            "GATEWAY_HTTP_ERROR",
            "The gateway answered Names with status 200 and no GraphQL response.",
        ),
        (
            "200 OK",
            b"[" * 5000,
            "GATEWAY_HTTP_ERROR",
            "The gateway answered Names with status 200 and no GraphQL response.",
        ),
        (
            "200 OK",
            b'{"data":null}',
            "GATEWAY_INVALID_RESPONSE",
            "The gateway answered Names with neither data nor errors.",
        ),
        (
            "200 OK",
            b'{"data":{},"errors":["?"]}',
            "GATEWAY_INVALID_RESPONSE",
            "The gateway answered Names with malformed errors.",
        ),
        (
            "400 Bad Request",
            b'{"errors":[{"message":"Cannot query field x"}]}',
            "GATEWAY_REFUSED",
            "The gateway refused the operation Names.",
        ),
        (
            "503 Service Unavailable",
            b'{"errors":[{"message":"Try later.","extensions":{"code":"OVERLOADED"}}]}',
            "OVERLOADED",
            "Try later.",
        ),
        (
            "200 OK",
            b'{"data":null,"errors":[{"message":"down","path":["usersByIds"],"extensions":{"code":"DOWN"}}]}',
            "DOWN",
            "down",
        ),
    ],
)
async def test_an_answer_without_data_is_one_error(
    http: HttpClient, gateway: StandIn, status: str, body: bytes, code: str, message: str
) -> None:
    gateway.says = (status, body)
    error = await refusal(http, gateway.url)
    assert (error.code, error.message) == (code, message)


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (resets, "GATEWAY_UNREACHABLE"),
        (speaks_another_protocol, "GATEWAY_INVALID_RESPONSE"),
    ],
)
async def test_a_connection_that_breaks_is_one_error_that_names_no_address(
    http: HttpClient, behaviour: Behaviour, code: str
) -> None:
    async with hostile(behaviour) as server:
        error = await refusal(http, server.url)
    assert error.code == code
    assert "127.0.0.1" not in error.message


async def test_a_gateway_that_is_not_there_is_unreachable(http: HttpClient, api_schema: GraphQLSchema) -> None:
    async with hostile(says_nothing) as gone:
        pass
    error = await refusal(http, gone.url)
    assert (error.code, error.message) == ("GATEWAY_UNREACHABLE", "The gateway cannot be reached for Names.")


async def test_a_gateway_that_hangs_is_waited_for_until_the_deadline(http: HttpClient, gateway: StandIn) -> None:
    gateway.hangs = True
    error = await refusal(http, gateway.url, seconds=0.1)
    assert (error.code, error.message) == ("GATEWAY_TIMEOUT", "The gateway did not answer Names in time.")


async def test_past_the_deadline_the_gateway_is_not_asked(http: HttpClient, gateway: StandIn) -> None:
    error = await refusal(http, gateway.url, seconds=-1)
    assert error.code == "GATEWAY_TIMEOUT"
    assert gateway.seen == []


async def test_an_answer_larger_than_allowed_is_not_read(http: HttpClient, gateway: StandIn) -> None:
    error = await refusal(http, gateway.url, max_bytes=10)
    assert (error.code, error.message) == (
        "GATEWAY_INVALID_RESPONSE",
        "The gateway answered Names with more than is allowed.",
    )
