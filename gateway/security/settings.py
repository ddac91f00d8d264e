"""Which tokens are accepted: one frozen model per issuer.

Only asymmetric signatures can be configured, so a public key can never be taken for a shared secret.
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

Algorithm = Literal["ES256", "ES384", "ES512", "EdDSA", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]


class IssuerSettings(BaseModel):
    """An authorization server whose access tokens are accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(description="The `iss` of its tokens, character by character.")
    jwks_url: str | None = Field(default=None, description="Its keys; found by discovery (RFC 8414, OIDC) when absent.")
    audiences: tuple[str, ...] = Field(default=("hansa",), min_length=1, description="One of them must be in `aud`.")
    algorithms: tuple[Algorithm, ...] = Field(default=("ES256",), min_length=1, description="Accepted signatures.")
    leeway_seconds: int = Field(default=10, ge=0, le=300, description="Clock difference allowed for exp, nbf, iat.")
    refresh_seconds: float = Field(default=600, gt=0, description="Age at which keys are fetched anew, in background.")
    retry_seconds: float = Field(default=5, gt=0, description="Least time between two fetches of the keys.")

    @field_validator("issuer", "jwks_url")
    @classmethod
    def _is_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.fragment:
            raise ValueError("must be an http or https URL without a fragment")
        return value
