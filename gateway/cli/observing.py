"""What the gateway tells the service kit about logs and traces; apart from the commands, for processes without them."""

from __future__ import annotations

from gateway.config import Settings
from gateway.telemetry.settings import TelemetrySettings


def telemetry_settings(settings: Settings) -> TelemetrySettings:
    """The service kit's settings: the shared environment, with what the gateway's own section says on top."""
    own = settings.telemetry.model_dump(exclude_none=True, exclude={"service_name"})
    return TelemetrySettings(**own)
