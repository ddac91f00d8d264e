"""Two small real subgraphs, over HTTP on ports the system chooses: `products`, and `reviews` of them.

Strawberry resolves, uvicorn serves; `Shop.requests` is what arrived at each, so that tests can say what the gateway
sent.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import strawberry
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.asgi import GraphQL


@strawberry.federation.type(keys=["id"], name="Product")
class Product:
    id: strawberry.ID
    name: str

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> Product:
        return cls(id=id, name=f"product {id}")


@strawberry.type(name="Query")
class ProductsQuery:
    @strawberry.field
    def products(self, first: int = 2) -> list[Product]:
        return [Product.resolve_reference(strawberry.ID(str(number))) for number in range(1, first + 1)]

    @strawberry.field
    def secret(self) -> str | None:
        raise RuntimeError("password=hunter2")


@strawberry.type(name="Mutation")
class ProductsMutation:
    @strawberry.mutation
    def rename(self, id: strawberry.ID, name: str) -> Product:
        return Product(id=id, name=name)


@strawberry.type
class Review:
    text: str


@strawberry.federation.type(keys=["id"], name="Product")
class ReviewedProduct:
    id: strawberry.ID

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> ReviewedProduct:
        return cls(id=id)

    @strawberry.field
    def reviews(self) -> list[Review] | None:
        return [Review(text=f"fine, says {self.id}")]


def _drafts() -> int | None:
    return 7


@strawberry.federation.type(name="Query")
class ReviewsQuery:
    drafts: int | None = strawberry.federation.field(resolver=_drafts, authenticated=True)


@dataclass
class Request:
    """What a subgraph was sent."""

    headers: dict[str, str]


@dataclass
class Recorder:
    """Keeps the headers of every request on their way to the subgraph; while it is `held`, the request, too."""

    app: ASGIApp
    requests: list[Request] = field(default_factory=list)
    held: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            self.requests.append(Request(headers))
        while self.held:  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(0.01)
        await self.app(scope, receive, send)


@dataclass
class Subgraph:
    """A running subgraph."""

    name: str
    recorder: Recorder
    server: uvicorn.Server
    thread: threading.Thread

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}/graphql"

    def stop(self) -> None:
        """End it; later connections are refused."""
        self.server.should_exit = True
        self.thread.join(10)


@dataclass
class Shop:
    """Both subgraphs."""

    products: Subgraph
    reviews: Subgraph

    def write_config(self, directory: Path) -> Path:
        """Rover's supergraph.yaml for them, with the SDL taken from the running services."""
        lines = ["federation_version: =2.11.0", "subgraphs:"]
        for subgraph in (self.products, self.reviews):
            lines += [f"  {subgraph.name}:", "    schema:", f"      subgraph_url: {subgraph.url}"]
        path = directory / "supergraph.yaml"
        path.write_text("\n".join(lines))
        return path


@contextmanager
def running_shop() -> Iterator[Shop]:
    """Start both, stop both."""
    products = _start(
        "products",
        strawberry.federation.Schema(query=ProductsQuery, mutation=ProductsMutation, types=[Product]),
    )
    reviews = _start("reviews", strawberry.federation.Schema(query=ReviewsQuery, types=[ReviewedProduct]))
    try:
        yield Shop(products, reviews)
    finally:
        products.stop()
        reviews.stop()


def _start(name: str, schema: strawberry.federation.Schema) -> Subgraph:
    recorder = Recorder(GraphQL(schema, graphql_ide=None))
    config = uvicorn.Config(recorder, host="127.0.0.1", port=0, log_config=None, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    return Subgraph(name, recorder, server, thread)
