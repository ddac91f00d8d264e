"""Who calls: what a verified access token says, and the token itself for the next hop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller; satisfies `gateway.execution.ports.Principal`.

    Args:
        subject: `sub`: a user's id, or a client's for client credentials.
        scopes: of the token's `scope`.
        claims: all verified claims.
        token: the bearer, to be forwarded as it came; not in the repr.
    """

    subject: str
    scopes: frozenset[str]
    claims: Mapping[str, Any] = field(repr=False)
    token: str = field(repr=False)
