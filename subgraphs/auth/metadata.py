"""What the server says about itself: RFC 8414 metadata, and the same for clients that look where OIDC does.

No authorization endpoint yet: only what is there is announced.
"""

from __future__ import annotations

from typing import Any

from subgraphs.auth.keys import ALGORITHM
from subgraphs.auth.server import TOKEN_PATH, ClientCredentials
from subgraphs.auth.settings import AuthSettings

JWKS_PATH = "/.well-known/jwks.json"


def authorization_server(settings: AuthSettings) -> dict[str, Any]:
    """The document at `/.well-known/oauth-authorization-server`."""
    base = settings.issuer.rstrip("/")
    return {
        "issuer": settings.issuer,
        "token_endpoint": base + TOKEN_PATH,
        "jwks_uri": base + JWKS_PATH,
        "scopes_supported": list(settings.scopes),
        "response_types_supported": [],
        "grant_types_supported": [ClientCredentials.GRANT_TYPE],
        "token_endpoint_auth_methods_supported": ClientCredentials.TOKEN_ENDPOINT_AUTH_METHODS,
    }


def openid_configuration(settings: AuthSettings) -> dict[str, Any]:
    """The document at `/.well-known/openid-configuration`."""
    return {
        **authorization_server(settings),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
    }
