"""Tokens, scopes, and who the caller is.

`BearerMiddleware` asks a `TokenVerifier` built from `IssuerSettings` and leaves a `Principal` in the ASGI scope, where
`principal_of` finds it.
"""

from gateway.security.bearer import BearerMiddleware, principal_of
from gateway.security.errors import InvalidToken, IssuerUnavailable
from gateway.security.principal import Principal
from gateway.security.settings import IssuerSettings
from gateway.security.verifier import TokenVerifier
from gateway.security.warming import WarmKeys

__all__ = [
    "BearerMiddleware",
    "InvalidToken",
    "IssuerSettings",
    "IssuerUnavailable",
    "Principal",
    "TokenVerifier",
    "WarmKeys",
    "principal_of",
]
