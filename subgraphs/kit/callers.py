"""Who may do what: checks that resolvers make themselves, whatever the gateway in front has checked already."""

from __future__ import annotations

from gateway.security import Principal
from subgraphs.kit.errors import Forbidden, Unauthenticated


def require_caller(principal: Principal | None) -> Principal:
    """The caller. Raises Unauthenticated for an anonymous request."""
    if principal is None:
        raise Unauthenticated
    return principal


def require_scopes(principal: Principal | None, *scopes: str) -> Principal:
    """The caller, who has all the scopes. Raises Unauthenticated or Forbidden."""
    caller = require_caller(principal)
    missing = [scope for scope in scopes if scope not in caller.scopes]
    if missing:
        raise Forbidden(f"the access token lacks the scope {' '.join(missing)}")
    return caller
