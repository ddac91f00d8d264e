"""What the gateway and its workers say to each other: a setup, then jobs; each message is its length and its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from gateway.execution.preparer import Budgets
from gateway.planning import Limits

HEADER: Final = 8
"""Bytes before a message: its length, big-endian."""

JobName = Literal["outline", "plan", "conditions", "introspect"]
Job = tuple[JobName, tuple[Any, ...]]
"""What is to be done and its arguments; see `worker.JOBS`."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker needs to know before its first job.

    Args:
        sdl: of the supergraph.
        limits: of documents.
        budgets: of plans and introspection.
        seconds: of processor time that a job may take.
        memory: bytes that a job may take.
    """

    sdl: str
    limits: Limits
    budgets: Budgets
    seconds: int
    memory: int


def framed(message: bytes) -> bytes:
    """A message as it is sent."""
    return len(message).to_bytes(HEADER, "big") + message
