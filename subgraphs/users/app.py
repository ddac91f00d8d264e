"""The users subgraph put together: schema, store, sample data, HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from gateway.telemetry import Address, Service
from subgraphs.kit.app import graphql_app
from subgraphs.kit.errors import StoreUnavailable
from subgraphs.kit.schema import SubgraphSchema
from subgraphs.kit.settings import SubgraphSettings
from subgraphs.users.graph.context import UsersContext
from subgraphs.users.graph.mutations import Mutation
from subgraphs.users.graph.queries import Query
from subgraphs.users.samples.loader import load_samples
from subgraphs.users.store.sqlite import SqliteUserStore


def schema() -> SubgraphSchema:
    """The subgraph's schema; `schema/subgraphs/users.graphql` is its printed form."""
    return SubgraphSchema(Query, Mutation)


def service(settings: SubgraphSettings) -> Service:
    """The service, listening where the environment says."""
    address = Address.from_environment("users", port=4101, admin_port=4111)
    store = SqliteUserStore.open(settings.data_dir / "users.db")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await load_samples(store)
        yield
        store.close()

    async def ready() -> Mapping[str, str]:
        try:
            await store.count(None)
        except StoreUnavailable as error:
            return {"store": error.message}
        return {}

    app = graphql_app(
        schema(), settings.verifier(), lambda principal: UsersContext.of(principal, store), lifespan=lifespan
    )
    return Service("users", app, address.host, address.port, address.admin_port, ready)
