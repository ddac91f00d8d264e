"""The endpoint under test: a scripted engine behind the real application, and a client that speaks to it in process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2

from gateway.execution.ports import OperationRequest, OperationResult
from gateway.request import EndpointOptions, GraphQLEndpoint

URL = "http://gateway.test/graphql"
DONE = OperationResult("execute", data={"me": None}, kind="query")


@dataclass
class Engine:
    """Answers every operation with `answer`, and remembers what it was asked."""

    answer: OperationResult | Exception = DONE
    asked: list[OperationRequest] = field(default_factory=list)

    async def execute(self, request: OperationRequest) -> OperationResult:
        self.asked.append(request)
        await asyncio.sleep(0)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    @property
    def last(self) -> OperationRequest:
        return self.asked[-1]


@asynccontextmanager
async def serving(
    engine: Engine | None = None,
    *,
    caller: Any = None,
    request_id: Callable[[], str | None] | None = None,
    **options: Any,
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of an endpoint with these options."""
    endpoint = GraphQLEndpoint(
        (engine or Engine()).execute,
        EndpointOptions(**options),
        caller=lambda scope: caller,
        request_id=request_id or (lambda: None),
    )
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(endpoint), base_url=URL) as client:
        client.headers.pop("accept")
        yield client


def code(response: httpx2.Response) -> str:
    """The code of the only error of a response without data."""
    body = response.json()
    assert set(body) == {"errors"}
    assert len(body["errors"]) == 1
    found: str = body["errors"][0]["extensions"]["code"]
    return found


def message(response: httpx2.Response) -> str:
    """The message of the first error."""
    found: str = response.json()["errors"][0]["message"]
    return found
