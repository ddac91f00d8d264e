"""What every subgraph takes from the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.security import IssuerSettings, TokenVerifier


class SubgraphSettings(BaseSettings):
    """`HANSA_DATA_DIR` and `HANSA_AUTH_ISSUER`; a service's own settings extend it."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="HANSA_", populate_by_name=True)

    data_dir: Path = Field(default=Path(".hansa"), description="Directory of everything the processes keep.")
    auth_issuer: str = Field(default="http://127.0.0.1:4100", description="Whose access tokens are accepted.")

    def verifier(self) -> TokenVerifier:
        """A verifier of the issuer's tokens for the audience `hansa`."""
        return TokenVerifier([IssuerSettings(issuer=self.auth_issuer)])
