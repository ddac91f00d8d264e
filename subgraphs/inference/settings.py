"""Where inference listens, which model it runs or asks, and how much at once."""

from pathlib import Path

from pydantic import Field, SecretStr

from subgraphs.kit.settings import SubgraphSettings


class InferenceSettings(SubgraphSettings):
    """The settings of the inference service, each from the environment variable of its alias."""

    host: str = Field(
        default="127.0.0.1", validation_alias="HANSA_INFERENCE_HOST", description="Address of both ports."
    )
    port: int = Field(default=4103, ge=0, le=65535, validation_alias="HANSA_INFERENCE_PORT", description="GraphQL.")
    admin_port: int = Field(
        default=4113, ge=0, le=65535, validation_alias="HANSA_INFERENCE_ADMIN_PORT", description="Live, ready, metrics."
    )
    valkey_url: str = Field(default="redis://127.0.0.1:4379/0", description="Where answers at temperature 0 are kept.")
    model_file: Path | None = Field(
        default=None, description="GGUF file; by default models/smollm2-135m-instruct.gguf in the data directory."
    )
    model_name: str = Field(default="SmolLM2 135M Instruct", description="What people call the model in model_file.")
    inference_endpoint: str | None = Field(
        default=None, description="OpenAI-compatible base URL (…/v1) to ask instead of running model_file."
    )
    inference_api_key: SecretStr | None = Field(default=None, description="Bearer for inference_endpoint.")
    inference_slots: int = Field(default=2, ge=1, le=64, description="Completions at the same time.")
    inference_queue: int = Field(default=32, ge=0, le=10_000, description="Completions that may wait for a slot.")
    inference_seconds: float = Field(default=30.0, gt=0, le=600, description="Time of a completion, waiting included.")
    inference_context: int = Field(
        default=2048, ge=256, le=131_072, description="Tokens of prompt and answer together."
    )
    inference_cache_seconds: int = Field(default=86_400, ge=1, description="How long an answer is kept.")

    @property
    def gguf_file(self) -> Path:
        """The model file, whether it exists or not."""
        return self.model_file or self.data_dir / "models" / "smollm2-135m-instruct.gguf"

    @property
    def store_file(self) -> Path:
        """The SQLite file of the conversations."""
        return self.data_dir / "inference" / "inference.sqlite"
