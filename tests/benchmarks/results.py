"""What a run found out, as it is kept in a file."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import msgspec


class Measurement(msgspec.Struct, frozen=True):
    """One gateway under one load in one round.

    Args:
        cpu_ms: CPU milliseconds per request, of the gateway's whole process tree.
        peak_mb: highest resident memory of the tree.
        calls: requests to subgraphs per request.
        load: the machine's load average at the end, over one minute.
    """

    gateway: str
    scenario: str
    connections: int
    round: int
    requests: int
    cpu_ms: float
    per_second: float
    p50_ms: float
    p99_ms: float
    peak_mb: float
    calls: float
    load: float


class Begin(msgspec.Struct, frozen=True):
    """A gateway's start.

    Args:
        ready_s: from the start of the process to its first answer of any kind.
        first_ms: the first big query.
    """

    gateway: str
    ready_s: float
    first_ms: float


class Results(msgspec.Struct, frozen=True):
    """All of one run.

    Args:
        machine: what it ran on.
        titles: of gateways and scenarios, by name.
        versions: of gateways.
        skipped: gateways that did not run, and why.
        failed: what went wrong in measurements that are missing, by gateway and scenario.
    """

    machine: dict[str, str]
    titles: dict[str, str]
    versions: dict[str, str]
    skipped: dict[str, str]
    failed: dict[str, str]
    begins: list[Begin]
    measurements: list[Measurement]

    def write(self, file: Path) -> None:
        """As indented JSON."""
        file.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")

    @classmethod
    def read(cls, file: Path) -> Results:
        """What `write` wrote."""
        return msgspec.json.decode(file.read_bytes(), type=cls)

    def of(self, gateway: str, scenario: str, connections: int) -> list[Measurement]:
        """All rounds of one gateway and load."""
        wanted = (gateway, scenario, connections)
        return [found for found in self.measurements if (found.gateway, found.scenario, found.connections) == wanted]

    def median(self, field: str, gateway: str, scenario: str, connections: int) -> float | None:
        """The median of the rounds; None when it was not measured."""
        found = [getattr(measurement, field) for measurement in self.of(gateway, scenario, connections)]
        return median(found) if found else None
