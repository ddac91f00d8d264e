"""What clients are told about failures, and what only the log is.

A subgraph's own errors may carry anything: SQL, addresses, stack traces.  Masked (the default) a client gets a general
message, a code and further extensions if they are on the allow lists, and a `correlationId` under which the original is
in the log.  Errors of the gateway's own making have messages safe for clients and are never masked; they name the
subgraph, unless that is switched off.

One failure is an error at each null that it left, so that a client that looks at a null's own path finds it; where
these are many, at the first of them, and one error more for all others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from gateway.execution.codes import ErrorCode
from gateway.execution.explained import gathered
from gateway.execution.failures import ClientPath, Failure

DEFAULT_CODES = frozenset({"UNAUTHENTICATED", "FORBIDDEN", "BAD_USER_INPUT", "NOT_FOUND", "CONFLICT", "RATE_LIMITED"})
AFFECTED_PATHS = 20
"""How many fields an error that stands for several names."""

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


class ErrorView(BaseModel):
    """What clients see of one subgraph's errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mask: bool = Field(default=True, description="Replace messages and extensions, but for what is allowed here.")
    message: str = Field(default="Subgraph error", description="The message of a masked error.")
    include_message: bool = Field(default=False, description="Show the message of a masked error.")
    codes: frozenset[str] = Field(default=DEFAULT_CODES, description="Codes that it keeps; `*` for all.")
    extensions: frozenset[str] = Field(default=frozenset(), description="Extensions that it keeps; `*` for all.")
    service_name: bool = Field(default=True, description="Say which subgraph failed.")


class ErrorSettings(ErrorView):
    """What clients see of errors: of all subgraphs, and of those that are told apart."""

    subgraphs: Mapping[str, ErrorView] = Field(default={}, description="By subgraph name, in lower case.")
    positions: int = Field(default=100, ge=1, description="Errors that one failure may be, at one null each.")
    limit: int = Field(default=1_000, ge=1, description="Errors in one response; more are counted in one.")


class ErrorPolicy:
    """Turns failures into response errors."""

    def __init__(self, settings: ErrorSettings, log: LogFailure) -> None:
        self._settings = settings
        self._log = log

    @property
    def limit(self) -> int:
        """How many errors a response has at most, but for one that counts the others."""
        return self._settings.limit

    def report(self, failure: Failure, paths: list[ClientPath], correlation: str) -> list[dict[str, Any]]:
        """The response errors of one failure: one for each path; the path `()` is left out."""
        self._log(failure, correlation)
        message, extensions = self._visible(failure, correlation)
        shown = paths if len(paths) <= self._settings.positions + 1 else paths[: self._settings.positions]
        rest = paths[len(shown) :]
        affected = list(dict.fromkeys(map(_affected, rest)))[:AFFECTED_PATHS]
        further = [
            _error(message, path, {**extensions, "further": count, "affectedPaths": affected})
            for path, count in gathered(rest).items()
        ]
        return [*(_error(message, path, extensions) for path in shown), *further]

    def _visible(self, failure: Failure, correlation: str) -> tuple[str, Mapping[str, Any]]:
        view = self._settings.subgraphs.get(failure.subgraph.lower(), self._settings)
        named = {"serviceName": failure.subgraph} if view.service_name else {}
        if not failure.reported:
            message = failure.message if view.service_name else _unnamed(failure.message, failure.subgraph)
            return message, {"code": failure.code, **named, "correlationId": correlation}
        if not view.mask:
            return failure.message, {**failure.extensions, "code": failure.code, **named}
        code = failure.code if _allows(view.codes, failure.code) else ErrorCode.SUBGRAPH_ERROR.value
        kept = {key: value for key, value in failure.extensions.items() if _allows(view.extensions, key)}
        message = failure.message if view.include_message else view.message
        return message, {**kept, "code": code, **named, "correlationId": correlation}


def _allows(allowed: Collection[str], name: str) -> bool:
    return name in allowed or "*" in allowed


def _error(message: str, path: ClientPath, extensions: Mapping[str, Any]) -> dict[str, Any]:
    if not path:
        return {"message": message, "extensions": extensions}
    return {"message": message, "path": list(path), "extensions": extensions}


def _affected(path: ClientPath) -> str:
    """A path without its indexes: the field as the operation has it."""
    return ".".join(element for element in path if isinstance(element, str))


def _unnamed(message: str, subgraph: str) -> str:
    return message.replace(f"Subgraph '{subgraph}'", "A subgraph").replace(f"subgraph '{subgraph}'", "a subgraph")
