"""What reading and planning an operation can fail with; messages are for the client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

DocumentStage = Literal["parse", "validate", "operation"]


class DocumentError(Exception):
    """A document that will not be planned.

    Args:
        stage: how far it came.
        errors: GraphQL response errors, each with `message`, `locations` where known and `extensions.code`.
    """

    def __init__(self, stage: DocumentStage, errors: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("; ".join(str(error["message"]) for error in errors))
        self.stage = stage
        self.errors = tuple(errors)

    @classmethod
    def of(cls, stage: DocumentStage, code: str, message: str) -> DocumentError:
        """One error without a location."""
        return cls(stage, [{"message": message, "extensions": {"code": code}}])


class PlanError(Exception):
    """A valid operation that cannot be planned.

    `code` is `QUERY_PLAN_NOT_FOUND` (the supergraph has no way to a field: composition should have refused it) or
    `QUERY_PLAN_TOO_COMPLEX` (the planner's budget ran out).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
