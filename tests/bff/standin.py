"""A gateway's place taken by a small HTTP server that executes the real API schema over a `World`.

Every document is validated, as the gateway would; every operation is noted.  `meet` holds answers back until so many
operations are under way at once, which only independent sections can bring about.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from graphql import ExecutionResult, GraphQLSchema, execute, parse, validate

from tests.bff.world import World
from tests.upstream.hostile import Exchange, hostile


@dataclass(frozen=True)
class Seen:
    """One operation as it came in."""

    name: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str]


@dataclass
class StandIn:
    """The server's controls and notes."""

    schema: GraphQLSchema
    world: World = field(default_factory=World)
    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    says: tuple[str, bytes] | None = None
    """A status line and body, sent instead of executing."""
    refuses: str | None = None
    """The operation that is answered by a 503 without a body."""
    hangs: bool = False
    _party: int = 0
    _complete: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def names(self) -> list[str]:
        """Names of the operations in order of arrival."""
        return [seen.name for seen in self.seen]

    def meet(self, operations: int) -> None:
        """Answer nothing before this many operations have arrived."""
        self._party = operations

    async def handle(self, exchange: Exchange) -> None:
        request = json.loads(exchange.body)
        self.seen.append(Seen(request["operationName"], request["variables"], exchange.headers))
        if self.hangs:
            await exchange.until_client_leaves()
            return
        if request["operationName"] == self.refuses:
            await exchange.respond(b"", status="503 Service Unavailable")
            return
        await self._gather()
        status, body = self.says or self._answer(request)
        await exchange.respond(body, status=status)

    async def _gather(self) -> None:
        if len(self.seen) >= self._party:
            self._complete.set()
        await self._complete.wait()

    def _answer(self, request: Mapping[str, Any]) -> tuple[str, bytes]:
        document = parse(request["query"])
        if problems := validate(self.schema, document):
            return "400 Bad Request", json.dumps({"errors": [error.formatted for error in problems]}).encode()
        result = execute(
            self.schema,
            document,
            root_value=self.world,
            variable_values=request["variables"],
            operation_name=request["operationName"],
        )
        assert isinstance(result, ExecutionResult)
        return "200 OK", json.dumps(result.formatted).encode()


@asynccontextmanager
async def stand_in_gateway(schema: GraphQLSchema) -> AsyncIterator[StandIn]:
    """The stand-in on an ephemeral port."""
    stand_in = StandIn(schema)
    async with hostile(stand_in.handle) as server:
        stand_in.url = server.url
        yield stand_in
