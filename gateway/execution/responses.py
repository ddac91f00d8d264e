"""Reading a subgraph's answer: JSON in, checked GraphQL response out.

A subgraph is another team's program: whatever it sends, the result is either a `Response` of the right outline or one
`SubgraphError` that says what was wrong.  Values inside `data` are checked later, by the projection.

GraphQL specification, "Response Format".  msgspec keeps integers beyond 64 bits, which other fast parsers round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from gateway.execution.codes import ErrorCode
from gateway.execution.collect import Object
from gateway.execution.ports import SubgraphError

_decode: Final[Callable[[bytes], Any]] = msgspec.json.Decoder().decode


MAX_ERRORS: Final = 1_000
"""Errors that are read of one answer."""
TOO_DEEP: Final = "answered with data nested too deeply"


class ReportedError(NamedTuple):
    """An entry of a subgraph's `errors`; `path` is None unless it is a list of names and indexes."""

    message: str
    path: tuple[str | int, ...] | None
    extensions: Mapping[str, Any]


class Response(NamedTuple):
    """`data` is empty where the subgraph's was null, `extensions` where it is not an object."""

    data: Object
    errors: tuple[ReportedError, ...]
    extensions: Mapping[str, Any] = {}


def read_response(subgraph: str, body: bytes) -> Response:
    """Decode and check `body`.

    Raises:
        SubgraphError: `SUBGRAPH_INVALID_RESPONSE` if it is not a GraphQL response.
    """
    try:
        content = _decode(body)
    except RecursionError:
        raise invalid(subgraph, TOO_DEEP, detail=f"begins {body[:200]!r}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid(subgraph, "did not answer JSON", detail=f"{error}; begins {body[:200]!r}") from None
    if type(content) is not dict:
        raise invalid(subgraph, "did not answer a GraphQL response: not a JSON object")
    errors = content.get("errors")
    if errors is not None and type(errors) is not list:
        raise invalid(subgraph, "did not answer a GraphQL response: `errors` is not a list")
    if "data" not in content and not errors:
        raise invalid(subgraph, "did not answer a GraphQL response: neither `data` nor `errors`")
    data = content.get("data")
    if data is not None and type(data) is not dict:
        raise invalid(subgraph, "did not answer a GraphQL response: `data` is not an object")
    extensions = content.get("extensions")
    return Response(
        {} if data is None else data,
        _all_reported(errors) if errors else (),
        extensions if type(extensions) is dict else {},
    )


def invalid(subgraph: str, problem: str, *, detail: str = "") -> SubgraphError:
    """A `SUBGRAPH_INVALID_RESPONSE` whose message is safe for clients."""
    return SubgraphError(ErrorCode.SUBGRAPH_INVALID_RESPONSE.value, f"Subgraph '{subgraph}' {problem}.", detail=detail)


def _all_reported(errors: list[Any]) -> tuple[ReportedError, ...]:
    """At most `MAX_ERRORS`, and one that says how many more there were."""
    reported = tuple(map(_reported, errors[:MAX_ERRORS]))
    further = len(errors) - len(reported)
    return (*reported, ReportedError(f"{further} further errors", None, {})) if further else reported


def _reported(error: Any) -> ReportedError:
    if type(error) is not dict:
        return ReportedError("Unspecified error", None, {})
    message, path, extensions = error.get("message"), error.get("path"), error.get("extensions")
    if type(path) is list and all(type(element) in (str, int) for element in path):
        checked: tuple[str | int, ...] | None = tuple(path)
    else:
        checked = None
    return ReportedError(
        message if type(message) is str else "Unspecified error",
        checked,
        extensions if type(extensions) is dict else {},
    )
