"""What clients are told about failures, and what only the log is.

A subgraph's own errors may carry anything: SQL, addresses, stack traces.  Masked (the default) a client gets a general
message, a code if it is on the allow list, and a `correlationId` under which the original is in the log.  Errors of the
gateway's own making have messages safe for clients and are never masked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from gateway.execution.codes import ErrorCode
from gateway.execution.failures import ClientPath, Failure

DEFAULT_CODES = frozenset({"UNAUTHENTICATED", "FORBIDDEN", "BAD_USER_INPUT", "NOT_FOUND", "CONFLICT", "RATE_LIMITED"})

LogFailure = Callable[[Failure, str], None]
"""Called once per failure, with the correlation id that clients see."""


def log_failure(failure: Failure, correlation: str) -> None:
    """Log a failure with the original message, at warning level."""
    logging.getLogger(__name__).warning(
        "subgraph failure",
        extra={
            "subgraph": failure.subgraph,
            "code": failure.code,
            "error": failure.message,
            "detail": failure.detail,
            "extensions": dict(failure.extensions),
            "correlation_id": correlation,
        },
    )


class ErrorSettings(BaseModel):
    """Settings `errors`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mask: bool = Field(default=True, description="Replace the messages and extensions of subgraphs' errors.")
    message: str = Field(default="Subgraph error", description="The message of a masked error.")
    codes: frozenset[str] = Field(default=DEFAULT_CODES, description="Codes of subgraphs' errors that clients may see.")


class ErrorPolicy:
    """Turns failures into response errors."""

    def __init__(self, settings: ErrorSettings, log: LogFailure) -> None:
        self._settings = settings
        self._log = log

    def report(self, failure: Failure, paths: list[ClientPath], correlation: str) -> list[dict[str, Any]]:
        """The response errors of one failure: one for each path; the path `()` is left out."""
        self._log(failure, correlation)
        message, extensions = self._visible(failure, correlation)
        return [
            {"message": message, "path": list(path), "extensions": extensions}
            if path
            else {"message": message, "extensions": extensions}
            for path in paths
        ]

    def _visible(self, failure: Failure, correlation: str) -> tuple[str, Mapping[str, Any]]:
        if not failure.reported:
            return failure.message, {"code": failure.code, "subgraph": failure.subgraph}
        if self._settings.mask:
            code = failure.code if failure.code in self._settings.codes else ErrorCode.SUBGRAPH_ERROR.value
            return self._settings.message, {"code": code, "correlationId": correlation}
        return failure.message, {**failure.extensions, "code": failure.code, "subgraph": failure.subgraph}
