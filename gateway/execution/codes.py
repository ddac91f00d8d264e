"""The codes that the executor itself puts in `errors[].extensions.code`.

Codes that a subgraph reports, and those of transports (`SUBGRAPH_TIMEOUT`, `SUBGRAPH_UNREACHABLE`, …), come in
addition, as `SubgraphError` and the error policy let them.
"""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """What went wrong, from the client's point of view."""

    SUBGRAPH_ERROR = "SUBGRAPH_ERROR"
    """A subgraph reported an error; its own code, if any, is not on the allow list."""
    SUBGRAPH_INVALID_RESPONSE = "SUBGRAPH_INVALID_RESPONSE"
    """A subgraph answered something that is not a GraphQL response to what it was asked."""
    SUBGRAPH_TIMEOUT = "SUBGRAPH_TIMEOUT"
    """The request's deadline passed before, or while, the subgraph was asked."""
    INVALID_VALUE = "INVALID_VALUE"
    """A subgraph's value is not of its field's type; the field is null."""
    NULL_VALUE = "NULL_VALUE"
    """A null where the schema has a non-null type; the nearest nullable parent is null."""
    ERRORS_OMITTED = "ERRORS_OMITTED"
    """The response has more errors than are shown; `extensions.further` says how many."""
    UNAUTHORIZED_FIELD_OR_TYPE = "UNAUTHORIZED_FIELD_OR_TYPE"
    """The caller may not read this field; it was not fetched."""
    BAD_USER_INPUT = "BAD_USER_INPUT"
    """A variable's value is not of its type."""
    QUERY_PLAN_TOO_COMPLEX = "QUERY_PLAN_TOO_COMPLEX"
    """Reading or planning the operation takes more work, time or memory than one may take."""
    MAX_SUBGRAPH_REQUESTS_LIMIT = "MAX_SUBGRAPH_REQUESTS_LIMIT"
    """The plan of the operation has more subgraph requests than one may have."""
    INTROSPECTION_TOO_LARGE = "INTROSPECTION_TOO_LARGE"
    """The answer to `__schema` and `__type` would have too many fields."""
    GATEWAY_BUSY = "GATEWAY_BUSY"
    """Too many large operations wait for being read and planned; try again."""
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
    """A defect of the gateway; the log has the details."""
