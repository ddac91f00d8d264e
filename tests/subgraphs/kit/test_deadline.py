"""Work ends when the caller's time has passed, wherever it is; a caller that tells no time waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
import strawberry
from strawberry.types import Info

from gateway.security import TokenVerifier
from subgraphs.kit.app import graphql_app
from subgraphs.kit.deadline import Deadline
from subgraphs.kit.schema import SubgraphSchema


@dataclass
class Work:
    """What resolvers do, and what became of it."""

    ended: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: list[str] = field(default_factory=list)


@strawberry.type
class Query:
    @strawberry.field
    async def slow(self, info: Info[Work, None], name: str = "slow") -> str | None:
        try:
            await info.context.ended.wait()
        except asyncio.CancelledError:
            info.context.cancelled.append(name)
            raise
        return name


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
async def client(work: Work) -> AsyncIterator[httpx2.AsyncClient]:
    app = graphql_app(SubgraphSchema(Query), TokenVerifier([]), lambda caller: work)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as open_client:
        yield open_client


async def ask(client: httpx2.AsyncClient, milliseconds: str | None, query: str = "{ slow }") -> httpx2.Response:
    headers = {} if milliseconds is None else {"hansa-deadline-ms": milliseconds}
    return await client.post("/graphql", json={"query": query}, headers=headers)


async def test_all_work_is_cancelled_when_the_time_has_passed(client: httpx2.AsyncClient, work: Work) -> None:
    response = await ask(client, "20", '{ a: slow(name: "a") b: slow(name: "b") }')
    assert (response.status_code, response.json()) == (
        504,
        {"errors": [{"message": "The caller's time has passed.", "extensions": {"code": "DEADLINE_EXCEEDED"}}]},
    )
    assert sorted(work.cancelled) == ["a", "b"]


@pytest.mark.parametrize("milliseconds", [None, "60000", "000060000"])
async def test_in_time_the_answer_is_whole(client: httpx2.AsyncClient, work: Work, milliseconds: str | None) -> None:
    asking = asyncio.create_task(ask(client, milliseconds))
    await asyncio.sleep(0.02)
    work.ended.set()
    assert (await asking).json() == {"data": {"slow": "slow"}}
    assert work.cancelled == []


@pytest.mark.parametrize("milliseconds", ["0", "-5", "soon", "1.5", "9" * 10, ""])
async def test_a_time_that_is_none_is_refused(client: httpx2.AsyncClient, milliseconds: str) -> None:
    response = await ask(client, milliseconds)
    assert response.status_code == 400
    assert "hansa-deadline-ms" in response.text


async def test_a_time_out_of_the_applications_own_is_not_taken_for_the_callers() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise TimeoutError("mine")

    scope = {"type": "http", "headers": [(b"hansa-deadline-ms", b"60000")]}
    with pytest.raises(TimeoutError, match="mine"):
        await Deadline(app)(scope, None, None)  # type: ignore[arg-type]
