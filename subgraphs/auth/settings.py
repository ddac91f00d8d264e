"""What the authorization server can be told, from the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from subgraphs.auth.scopes import SCOPES


class AuthSettings(BaseSettings):
    """Settings of the authorization server; lifetimes are in seconds."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="HANSA_AUTH_", populate_by_name=True)

    data_dir: Path = Field(
        default=Path(".hansa"),
        validation_alias=AliasChoices("HANSA_DATA_DIR"),
        description="Directory of everything the processes keep; ours is `auth/` in it.",
    )
    issuer: str = Field(
        default="http://127.0.0.1:4100", description="`iss` of every token, and where clients reach us."
    )
    audience: str = Field(default="hansa", description="`aud` of every token.")
    token_seconds: int = Field(default=900, ge=30, le=86_400, description="Lifetime of a client's token.")
    dev_login: bool = Field(default=True, description="Whether the development login answers (to loopback only).")
    dev_login_seconds: int = Field(default=8 * 3600, ge=30, le=7 * 86_400, description="Lifetime of its tokens.")

    @field_validator("issuer")
    @classmethod
    def _is_issuer(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or "?" in value or "#" in value:
            raise ValueError("must be an http or https URL without query and fragment (RFC 8414 section 2)")
        return value

    @property
    def directory(self) -> Path:
        """Where keys and clients are kept."""
        return self.data_dir / "auth"

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope this server knows."""
        return tuple(SCOPES)
