"""What the server says about itself."""

from __future__ import annotations

import pytest

from subgraphs.auth.metadata import authorization_server, openid_configuration
from subgraphs.auth.settings import AuthSettings


@pytest.mark.parametrize("issuer", ["https://auth.example", "https://auth.example/", "https://auth.example/tenant"])
def test_the_issuer_is_kept_to_the_letter_and_the_addresses_lie_below_it(issuer: str) -> None:
    settings = AuthSettings(issuer=issuer)
    base = issuer.rstrip("/")
    for document in (authorization_server(settings), openid_configuration(settings)):
        assert document["issuer"] == issuer
        assert document["token_endpoint"] == f"{base}/oauth/token"
        assert document["jwks_uri"] == f"{base}/.well-known/jwks.json"
        assert document["grant_types_supported"] == ["client_credentials"]
        assert "authorization_endpoint" not in document


@pytest.mark.parametrize("issuer", ["auth.example", "ftp://auth.example", "https://a.example?x", "https://a.example#x"])
def test_an_issuer_must_be_an_issuer(issuer: str) -> None:
    with pytest.raises(ValueError, match="RFC 8414"):
        AuthSettings(issuer=issuer)
