"""Where rag listens, where it keeps its data, and which sample documents it starts with."""

from pathlib import Path

from pydantic import Field

from subgraphs.kit.settings import SubgraphSettings


class RagSettings(SubgraphSettings):
    """The settings of the rag service, each from the environment variable of its alias."""

    host: str = Field(default="127.0.0.1", validation_alias="HANSA_RAG_HOST", description="Address of both ports.")
    port: int = Field(default=4102, ge=0, le=65535, validation_alias="HANSA_RAG_PORT", description="GraphQL.")
    admin_port: int = Field(
        default=4112, ge=0, le=65535, validation_alias="HANSA_RAG_ADMIN_PORT", description="Live, ready and metrics."
    )
    sample_documents: Path = Field(
        default=Path("docs/handbook"), description="Folder of the documents that an empty store is filled with."
    )

    @property
    def store_file(self) -> Path:
        """The SQLite file of the document store."""
        return self.data_dir / "rag" / "rag.sqlite"
