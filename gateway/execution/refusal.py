"""Why an operation will not run: what is kept and repeated in place of a document or a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """Errors in place of an answer.

    Args:
        stage: how far the request came, as in `OperationResult`.
        errors: response errors.
    """

    stage: str
    errors: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, stage: str, code: str, message: str) -> Refusal:
        """One error."""
        return cls(stage, ({"message": message, "extensions": {"code": code}},))
