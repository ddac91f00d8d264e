from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bff_mobile.screens import mobile_screens
from gateway.bff.settings import BffSettings
from tests.bff.client import Front, front
from tests.bff.conftest import api_schema, gateway
from tests.bff.standin import StandIn

__all__ = ["api_schema", "gateway"]


@pytest.fixture
async def mobile(gateway: StandIn) -> AsyncIterator[Front]:
    """The mobile BFF in front of the stand-in gateway."""
    async with front(mobile_screens(), BffSettings(gateway_url=gateway.url)) as running:
        yield running
