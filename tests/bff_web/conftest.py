from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bff_web.screens import web_screens
from gateway.bff.settings import BffSettings
from tests.bff.client import Front, front
from tests.bff.conftest import api_schema, gateway
from tests.bff.standin import StandIn

__all__ = ["api_schema", "gateway"]


@pytest.fixture
async def web(gateway: StandIn) -> AsyncIterator[Front]:
    """The web BFF in front of the stand-in gateway."""
    async with front(web_screens(), BffSettings(gateway_url=gateway.url)) as running:
        yield running
