from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from graphql import GraphQLSchema

from gateway.federation.supergraph import Supergraph
from tests.bff.standin import StandIn, stand_in_gateway

SCHEMA = Path(__file__).resolve().parents[2] / "schema"


@pytest.fixture(scope="session")
def api_schema() -> GraphQLSchema:
    """What clients of the gateway see of the checked-in supergraph."""
    return Supergraph.from_sdl((SCHEMA / "supergraph.graphql").read_text()).api_schema


@pytest.fixture
async def gateway(api_schema: GraphQLSchema) -> AsyncIterator[StandIn]:
    async with stand_in_gateway(api_schema) as stand_in:
        yield stand_in
