from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx2
import pytest

from subgraphs.auth.app import build_app
from subgraphs.auth.clients import Clients
from subgraphs.auth.keys import SigningKeys
from subgraphs.auth.settings import AuthSettings

ISSUER = "http://127.0.0.1:4100"

Connect = Callable[..., httpx2.AsyncClient]


@pytest.fixture
def settings(tmp_path: Path) -> AuthSettings:
    return AuthSettings(data_dir=tmp_path, issuer=ISSUER)


@pytest.fixture
def keys(settings: AuthSettings) -> SigningKeys:
    return SigningKeys.open(settings.directory / "keys.json")


@pytest.fixture
def clients(settings: AuthSettings) -> Clients:
    return Clients.open(settings.directory)


@pytest.fixture
def secret(settings: AuthSettings, clients: Clients) -> str:
    return (settings.directory / "dev-client-secret").read_text()


@pytest.fixture
def connect(settings: AuthSettings, keys: SigningKeys, clients: Clients) -> Connect:
    """A client of the server whose address is `peer`."""

    def make(peer: str = "127.0.0.1", base_url: str = ISSUER) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(build_app(settings, keys, clients), client=(peer, 50000))
        return httpx2.AsyncClient(transport=transport, base_url=base_url)

    return make


@pytest.fixture
async def server(connect: Connect) -> AsyncIterator[httpx2.AsyncClient]:
    async with connect() as client:
        yield client
