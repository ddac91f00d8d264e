"""A source of good and forged tokens."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from gateway.security.fetching import FetchFailed

ISSUER = "https://issuer.example"


class Authority:
    """An authorization server reduced to its keys: signs tokens, answers for its JWK set, counts the questions."""

    def __init__(self, issuer: str = ISSUER) -> None:
        self.issuer = issuer
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        self.published = [self.key]
        self.fetched = 0
        self.down = False

    @property
    def jwks_url(self) -> str:
        return self.issuer + "/jwks"

    async def fetch(self, url: str) -> Mapping[str, Any]:
        self.fetched += 1
        if self.down or url != self.jwks_url:
            raise FetchFailed(f"{url}: down")
        return {"keys": [key.as_dict(private=False) for key in self.published]}

    def token(self, *, key: Any = None, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
        """A good token, but for what is given; a claim or header parameter given as None is left out."""
        key = key or self.key
        now = int(time.time())
        full_header = {"alg": "ES256", "typ": "at+jwt", "kid": key.kid, **(header or {})}
        body = {"iss": self.issuer, "aud": "hansa", "sub": "user-1", "exp": now + 300, "iat": now, **claims}
        return jwt.encode(
            {name: value for name, value in full_header.items() if value is not None},
            {name: value for name, value in body.items() if value is not None},
            key,
            algorithms=["ES256", "HS256", "RS256", "none"],
        )
