"""What a BFF can be told, from the environment (`HANSA_BFF_WEB_TIMEOUT=10`), with defaults that work.

The prefix is the service's own; where the gateway, the issuer and the documents are, is common to all services.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.bff.limits import DocumentLimits


class BffSettings(BaseSettings):
    """Settings of one BFF."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_nested_delimiter="__", populate_by_name=True)

    gateway_url: str = Field(
        default="http://127.0.0.1:4000/graphql",
        validation_alias=AliasChoices("HANSA_GATEWAY_URL", "gateway_url"),
        pattern=r"^https?://",
        description="The gateway's GraphQL endpoint.",
    )
    auth_issuer: str = Field(
        default="http://127.0.0.1:4100",
        validation_alias=AliasChoices("HANSA_AUTH_ISSUER", "auth_issuer"),
        description="Issuer of access tokens; empty: every token is refused.",
    )
    schema_dir: Path = Field(
        default_factory=lambda: Path(__file__).resolve().parents[2] / "schema",
        validation_alias=AliasChoices("HANSA_SCHEMA_DIR", "schema_dir"),
        description="Where the BFFs' schemas and `operations/` are.",
    )
    timeout: float = Field(
        default=35.0,
        gt=0,
        le=600,
        description="Seconds for a client's request; more than the gateway gives a subgraph, for partial data.",
    )
    max_body_bytes: int = Field(default=65_536, ge=1, description="Largest request body.")
    max_response_bytes: int = Field(default=8_388_608, ge=1, description="Largest response taken from the gateway.")
    introspection: bool = Field(default=True, description="Whether clients may read the schema.")
    limits: DocumentLimits = Field(default=DocumentLimits(), description="What a client's document may hold.")

    @classmethod
    def from_environment(cls, name: str) -> Self:
        """The settings of the service `name`; raises pydantic's ValidationError listing every bad variable."""
        prefix: dict[str, Any] = {"_env_prefix": f"HANSA_{name.upper()}_"}
        return cls(**prefix)
