"""One operation, asked of every gateway and of the reference, and how the answers differ.

Data is equal when it is the same JSON; the order of keys is held against Hansa alone, where it is compared with the
reference.  A peer whose data is wrong is no measure of how few requests are enough.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import httpx2

from tests.oracle.case import Case, ordered
from tests.peers.catalogue import Graph
from tests.peers.gateways import HANSA, PEERS, Gateways, composed_by_apollo, everybody
from tests.peers.hosting import Asked, Host, served
from tests.peers.operations import Operation, operation_of

Composer = Literal["hansa", "apollo"]
TIMEOUT = 30.0


@dataclass(frozen=True)
class Answer:
    """What a gateway said to one operation, and asked for it."""

    data: Any
    errors: list[Any]
    asked: list[Asked]


@dataclass(frozen=True)
class Compared:
    """One operation with all answers.

    Args:
        expected: the reference's answer.
    """

    supergraph: str
    seed: int
    operation: Operation
    expected: Answer
    answers: Mapping[str, Answer]

    @property
    def hansa(self) -> Answer:
        return self.answers[HANSA]

    def is_right(self, gateway: str) -> bool:
        """Whether a gateway answered the reference's data, with errors only where that has some."""
        answer = self.answers[gateway]
        return same(answer.data, self.expected.data) and bool(answer.errors) == bool(self.expected.errors)

    @property
    def hansa_is_wrong(self) -> bool:
        return not self.is_right(HANSA) or ordered(self.hansa.data) != ordered(self.expected.data)

    @property
    def differing(self) -> list[str]:
        """The peers that answered other data than Hansa."""
        return [name for name in PEERS if not same(self.answers[name].data, self.hansa.data)]

    @property
    def frugal(self) -> list[str]:
        """The peers that answered right with fewer requests than Hansa."""
        return [name for name in PEERS if self.is_right(name) and len(self.answers[name].asked) < len(self.hansa.asked)]

    @property
    def fewest(self) -> int | None:
        """The requests of the best peer that answered right; None if none did."""
        return min((len(self.answers[name].asked) for name in PEERS if self.is_right(name)), default=None)


def same(one: Any, other: Any) -> bool:
    """Whether data is equal.

    The worlds show in texts what a subgraph was sent; JavaScript writes the number 1.0 as 1, which JSON (RFC 8259,
    section 6) does not tell apart.
    """
    return one == other or _WHOLE.sub(r"\1", ordered(one)) == _WHOLE.sub(r"\1", ordered(other))


_WHOLE = re.compile(r"(\d)\.0\b")


class Comparison:
    """Running gateways over running subgraphs."""

    def __init__(self, host: Host, gateways: Gateways, client: httpx2.AsyncClient) -> None:
        self._host = host
        self._gateways = gateways
        self._client = client
        self._cases = {name: Case(graph.sdl, graph.world) for name, graph in host.graphs.items()}

    def operation(self, supergraph: str, seed: int) -> Operation:
        """The operation of a seed."""
        schema = self._cases[supergraph].supergraph.api_schema
        return operation_of(seed, schema, self._host.graphs[supergraph].identifiers)

    async def compare(self, supergraph: str, seed: int, operation: Operation | None = None) -> Compared:
        """Ask everybody the operation of a seed, or the one given."""
        operation = operation or self.operation(supergraph, seed)
        case = self._cases[supergraph]
        case.reset()
        reference = case.reference(operation.query, operation.variables)
        names = (HANSA, *PEERS)
        answers = await asyncio.gather(*(self._ask(name, supergraph, operation) for name in names))
        return Compared(
            supergraph,
            seed,
            operation,
            Answer(reference.data, reference.errors, []),
            dict(zip(names, answers, strict=True)),
        )

    async def _ask(self, gateway: str, supergraph: str, operation: Operation) -> Answer:
        self._host.begin(gateway, supergraph)
        body = {"query": operation.query, "variables": operation.variables}
        try:
            response = await self._client.post(f"{self._gateways.url(gateway)}/{supergraph}", json=body)
            answer = response.json()
        except (httpx2.HTTPError, ValueError) as error:
            answer = {"errors": [{"message": f"no answer: {type(error).__name__}"}]}
            await self._gateways.revive(gateway)
        return Answer(answer.get("data"), answer.get("errors") or [], list(self._host.asked(gateway)))


@asynccontextmanager
async def comparison(graphs: Iterable[Graph], composer: Composer = "hansa") -> AsyncIterator[Comparison]:
    """Start the subgraphs and every gateway over the supergraphs that `composer` makes of them."""
    host = Host(graphs)
    async with served(host) as base:
        supergraphs = {name: await composed(host, f"{base}/{name}", composer) for name in (HANSA, *PEERS)}
        async with everybody(supergraphs) as gateways, httpx2.AsyncClient(timeout=TIMEOUT) as client:
            yield Comparison(host, gateways, client)


async def composed(host: Host, base: str, composer: Composer) -> dict[str, str]:
    """The supergraphs by name, with routing URLs below `base`."""
    if composer == "hansa":
        return {
            name: graph.composed(lambda subgraph, name=name: f"{base}/{name}/{subgraph}")  # type: ignore[misc]
            for name, graph in host.graphs.items()
        }
    return await composed_by_apollo(
        {
            name: {part: {"url": f"{base}/{name}/{part}", "sdl": sdl} for part, sdl in graph.sdl.items()}
            for name, graph in host.graphs.items()
        }
    )
