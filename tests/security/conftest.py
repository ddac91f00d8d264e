from __future__ import annotations

import pytest

from gateway.security import IssuerSettings, TokenVerifier
from tests.security.authority import Authority


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def verifier(authority: Authority) -> TokenVerifier:
    settings = IssuerSettings(issuer=authority.issuer, jwks_url=authority.jwks_url)
    return TokenVerifier([settings], fetch=authority.fetch)
