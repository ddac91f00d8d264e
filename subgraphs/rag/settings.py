"""Where rag listens, where it keeps its data, and whose tokens it takes; from the environment, with defaults that work."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class RagSettings(BaseSettings):
    """The settings of the rag service, each overridable by its environment variable."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="HANSA_", populate_by_name=True)

    host: str = Field("127.0.0.1", alias="HANSA_RAG_HOST", description="The address both ports are bound to.")
    port: int = Field(4102, ge=0, le=65535, alias="HANSA_RAG_PORT", description="GraphQL, at /graphql.")
    admin_port: int = Field(4112, ge=0, le=65535, alias="HANSA_RAG_ADMIN_PORT", description="Live, ready, metrics.")
    data_dir: Path = Field(Path(".hansa"), alias="HANSA_DATA_DIR", description="The folder of all data.")
    auth_issuer: str = Field(
        "http://127.0.0.1:4100", alias="HANSA_AUTH_ISSUER", description="Whose access tokens are believed."
    )
    sample_documents: Path = Field(
        Path("docs/handbook"), alias="HANSA_SAMPLE_DOCUMENTS", description="Loaded into an empty store at first start."
    )

    @property
    def store_file(self) -> Path:
        """The SQLite file of the document store."""
        return self.data_dir / "rag" / "rag.sqlite"
