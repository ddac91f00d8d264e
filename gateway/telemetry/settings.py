"""What a process's telemetry can be told: one frozen model, read from the environment.

The OpenTelemetry variables keep their standard names (`OTEL_EXPORTER_OTLP_ENDPOINT`, and the sampler's
`OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`, which the SDK reads by itself); ours start with `HANSA_`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class TelemetrySettings(BaseSettings):
    """Where traces go and how much is logged."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="HANSA_", populate_by_name=True)

    data_dir: Path = Field(default=Path(".hansa"), description="Directory of everything the processes keep.")
    traces: Literal["jsonl", "off"] = Field(default="jsonl", description="Spans as JSON lines in a file, or none.")
    trace_file_bytes: int = Field(
        default=16 * 2**20, ge=4096, description="A trace file is rotated at this size; one older file is kept."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="Least level logged.")
    shutdown_seconds: float = Field(default=5.0, gt=0, le=60, description="Time open requests have after SIGTERM.")
    otlp_endpoint: str | None = Field(
        default=None,
        validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT",
        description="OTLP/HTTP collector, e.g. http://127.0.0.1:4318; replaces the trace file.",
    )
