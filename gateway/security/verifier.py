"""From a bearer to a principal: RFC 9068 access tokens, verified with their own issuer's keys.

What a token says about itself only chooses which issuer's keys to try; everything is believed after the signature and
the claims held.  Only configured algorithms, only the type `at+jwt`, and no key that comes with the token.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry
from joserfc.util import urlsafe_b64decode

from gateway.security.cache import VerifiedTokens
from gateway.security.errors import InvalidToken
from gateway.security.fetching import JsonFetch, fetch_json
from gateway.security.keys import IssuerKeys
from gateway.security.principal import Principal
from gateway.security.settings import IssuerSettings

_MAX_TOKEN = 16 * 1024
_TYPES = ("at+jwt", "application/at+jwt")
_UNREADABLE = (JoseError, ValueError, TypeError, KeyError, OverflowError, RecursionError)
"""What parsers raise for hostile input."""


class TokenVerifier:
    """Verifies access tokens of the given issuers.

    Args:
        issuers: whose tokens are accepted; empty refuses every token.
        fetch: gets key sets and metadata.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        issuers: Sequence[IssuerSettings],
        *,
        fetch: JsonFetch = fetch_json,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._issuers = {settings.issuer: _Issuer.of(settings, fetch, clock) for settings in issuers}
        self._clock = clock
        self._verified = VerifiedTokens()

    async def verify(self, token: str) -> Principal:
        """The caller a token stands for.

        Raises:
            InvalidToken: refused, with the reason.
            IssuerUnavailable: its issuer's keys cannot be had and none are cached.
        """
        if len(token) > _MAX_TOKEN:
            raise InvalidToken("the token is too long")
        now = self._clock()
        known = self._verified.get(token, now)
        if known is not None:
            return known
        header, claims = _peek(token)
        issuer = self._choose(claims.get("iss"))
        if str(header.get("typ")).lower() not in _TYPES:
            raise InvalidToken("the token is not an access token (typ is not at+jwt)")
        if header.get("alg") not in issuer.settings.algorithms:
            raise InvalidToken("the token's signature algorithm is not accepted")
        kid = header.get("kid")
        if kid is not None and not isinstance(kid, str):
            raise InvalidToken("the token is malformed")
        principal = issuer.verify(token, await issuer.keys.find(kid))
        self._verified.put(principal, principal.claims["exp"], now)
        return principal

    async def warm(self) -> None:
        """Fetch every issuer's keys; ends when all are there. `verify` works without it."""
        await asyncio.gather(*(issuer.keys.warm() for issuer in self._issuers.values()))

    def _choose(self, name: object) -> _Issuer:
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise InvalidToken("the token's issuer is not accepted")
        return issuer


@dataclass(frozen=True)
class _Issuer:
    settings: IssuerSettings
    keys: IssuerKeys
    registry: JWSRegistry
    claims: JWTClaimsRegistry

    @classmethod
    def of(cls, settings: IssuerSettings, fetch: JsonFetch, clock: Callable[[], float]) -> _Issuer:
        registry = JWSRegistry(algorithms=settings.algorithms, strict_check_header=False)
        registry.max_header_length = _MAX_TOKEN
        claims = JWTClaimsRegistry(
            now=lambda: int(clock()),
            leeway=settings.leeway_seconds,
            iss={"essential": True, "value": settings.issuer},
            aud={"essential": True, "values": list(settings.audiences)},
            sub={"essential": True},
            exp={"essential": True},
        )
        return cls(settings, IssuerKeys(settings, fetch), registry, claims)

    def verify(self, token: str, key: Any) -> Principal:
        try:
            claims = jwt.decode(token, key, algorithms=self.settings.algorithms, registry=self.registry).claims
            self.claims.validate(claims)
        except ExpiredTokenError as error:
            raise InvalidToken("the token has expired") from error
        except ClaimError as error:
            raise InvalidToken(f"the token's claim is missing or not accepted: {error.claim}") from error
        except _UNREADABLE as error:
            raise InvalidToken("the token's signature is not valid") from error
        return Principal(claims["sub"], _scopes(claims.get("scope")), claims, token)


def _peek(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims as the token has them, unverified."""
    parts = token.split(".")
    if len(parts) != 3:
        raise InvalidToken("the token is malformed")
    try:
        header, claims = (msgspec.json.decode(urlsafe_b64decode(part.encode("ascii"))) for part in parts[:2])
    except _UNREADABLE as error:
        raise InvalidToken("the token is malformed") from error
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise InvalidToken("the token is malformed")
    return header, claims


def _scopes(scope: object) -> frozenset[str]:
    return frozenset(scope.split()) if isinstance(scope, str) else frozenset()
