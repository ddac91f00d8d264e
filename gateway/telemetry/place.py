"""Where one of several workers of a service stands: its name, the port they share, and its own admin socket."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """Given to a worker by its supervisor.

    Args:
        worker: its name among the workers, as in logs and metrics.
        port: for clients; others of the same user may listen there, too (`SO_REUSEPORT`).
        admin: path of the Unix socket on which `/live`, `/ready` and `/metrics` of this worker are answered.
    """

    worker: str
    port: int
    admin: Path
