"""A difference between two schemas, and what it means for the operations that clients already have.

- *breaking*: an operation that was valid is refused, or gets an answer that the old schema ruled out.
- *dangerous*: operations stay valid, but what they do or get can differ: new values in answers, other defaults, other
  access, another subgraph that answers.
- *safe*: no operation can notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    BREAKING = "breaking"
    DANGEROUS = "dangerous"
    SAFE = "safe"

    @property
    def severity(self) -> int:
        """Higher is worse."""
        return {Level.SAFE: 0, Level.DANGEROUS: 1, Level.BREAKING: 2}[self]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Args:
        code: its kind, one of `kinds.KINDS`.
        coordinate: where, as the GraphQL specification writes it; `schema`, `@directive` or a subgraph's name too.
        message: what is different.
        reason: why it has its level.
    """

    level: Level
    code: str
    coordinate: str
    message: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "level": self.level.value,
            "code": self.code,
            "coordinate": self.coordinate,
            "message": self.message,
            "reason": self.reason,
        }

    def __str__(self) -> str:
        return f"{self.level} {self.code} {self.coordinate}: {self.message} {self.reason}"
