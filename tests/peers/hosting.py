"""The oracle's strict subgraphs behind HTTP: each gateway has its own world, and what it asks is counted.

A subgraph's URL names the gateway it is for, `/GATEWAY/SUPERGRAPH/SUBGRAPH`, so that requests are counted without any
help from the gateways, and a mutation by one of them is not seen by the others.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import msgspec
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.oracle.overrides import retired_fields
from tests.oracle.subgraph import Subgraph
from tests.peers.catalogue import Graph

Asked = tuple[str, str]
"""A subgraph and the document it was sent."""


class Host:
    """An ASGI application with every subgraph of some supergraphs, once per gateway."""

    def __init__(self, graphs: Iterable[Graph]) -> None:
        self.graphs = {graph.name: graph for graph in graphs}
        self._subgraphs: dict[tuple[str, str], dict[str, Subgraph]] = {}
        self._asked: dict[str, list[Asked]] = {}

    def begin(self, gateway: str, supergraph: str) -> None:
        """Fresh data and an empty count for one gateway."""
        self._subgraphs[gateway, supergraph] = subgraphs(self.graphs[supergraph])
        self._asked[gateway] = []

    def asked(self, gateway: str) -> list[Asked]:
        """What a gateway has asked since it began."""
        return self._asked[gateway]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = msgspec.json.decode(await request.body())
        gateway, supergraph, name = request.url.path.strip("/").split("/")
        self._asked[gateway].append((name, body["query"]))
        answer = self._subgraphs[gateway, supergraph][name].answer(body["query"], body.get("variables"))
        response = Response(msgspec.json.encode(answer), media_type="application/json")
        await response(scope, receive, send)


def subgraphs(graph: Graph) -> dict[str, Subgraph]:
    """The strict subgraphs of a supergraph over a fresh world."""
    world = graph.world()
    retired = retired_fields(graph.sdl)
    return {name: Subgraph(name, sdl, world, retired[name]) for name, sdl in graph.sdl.items()}


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """An application on a port of the system's choice; yields its base URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", timeout_keep_alive=60)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        await task
