"""Who calls: one signing key per run, its key set for the gateways, and one token."""

from __future__ import annotations

import time

import msgspec
from joserfc import jwt
from joserfc.jwk import ECKey

ISSUER = "http://issuer.example"
AUDIENCE = "hansa"
SUBJECT = "2"


class Identity:
    """Signs the token that every request of a run has."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)

    def jwks(self) -> bytes:
        """The key set, as JSON on one line."""
        return msgspec.json.encode({"keys": [self._key.as_dict(private=False)]})

    def token(self, hours: float = 6.0) -> str:
        """An access token (RFC 9068) of the subject."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": SUBJECT, "iat": now, "exp": now + int(hours * 3600)}
        header = {"alg": "ES256", "typ": "at+jwt", "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=["ES256"])
