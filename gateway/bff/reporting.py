"""How an error of a BFF reaches its client, and how the log.

A client sees mistakes of its own document in full and failures of the gateway by their designed message; anything
else is a mistake of ours and is masked, with the request id by which the log tells the rest.  A failure is told
once, with the places where it shows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from graphql import GraphQLError, GraphQLSyntaxError

from gateway.bff.errors import ScreenError

INTERNAL = "INTERNAL_SERVER_ERROR"
PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
BAD_REQUEST = "BAD_REQUEST"

logger = logging.getLogger(__name__)

ErrorFormatter = Callable[[GraphQLError, bool], dict[str, Any]]


def error_formatter(request_id: Callable[[], str | None]) -> ErrorFormatter:
    """Ariadne's `error_formatter`: a GraphQLError as a response dict with `extensions.code`.

    Args:
        request_id: of the request being served, for masked errors.
    """

    def format_error(error: GraphQLError, debug: bool = False) -> dict[str, Any]:
        cause = _cause(error)
        if isinstance(cause, ScreenError):
            return _with(error, code=cause.code)
        if cause is not None or error.path is not None:
            logger.error("unexpected error in a resolver", exc_info=cause or error)
            masked = GraphQLError("Internal server error", error.nodes, path=error.path)
            return _with(masked, code=INTERNAL, requestId=request_id())
        return _with(error, code=_code(error))

    return format_error


def merge_rows(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One error for one failure, however many rows it shows in.

    Errors that say the same of the same place in the document become the first of them, with all their response
    paths in `extensions.paths`; every other error stays as it is.
    """
    rows: dict[bytes, list[Mapping[str, Any]]] = {}
    for error in errors:
        same = {name: value for name, value in error.items() if name != "path"} if "path" in error else error
        rows.setdefault(msgspec.json.encode(same), []).append(error)
    return [_merged(same) for same in rows.values()]


def _merged(errors: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    first = dict(errors[0])
    if len(errors) > 1 and "path" in first:
        first["extensions"] = {**first["extensions"], "paths": [error["path"] for error in errors]}
    return first


def request_error(code: str, message: str) -> dict[str, Any]:
    """A response that never came to a document."""
    return {"errors": [{"message": message, "extensions": {"code": code}}]}


def _cause(error: GraphQLError) -> Exception | None:
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _code(error: GraphQLError) -> str:
    default = PARSE_FAILED if isinstance(error, GraphQLSyntaxError) else VALIDATION_FAILED
    return str((error.extensions or {}).get("code", default))


def _with(error: GraphQLError, **extensions: str | None) -> dict[str, Any]:
    formatted: dict[str, Any] = dict(error.formatted)
    formatted["extensions"] = {name: value for name, value in extensions.items() if value is not None}
    return formatted
