"""Which HTTP status a GraphQL response has.

`standard` is what gateways do today: 400 when an operation could not begin, whatever the media type.  `audit-2025` is
the same for `application/graphql-response+json`, but answers `application/json` with 200 whatever the errors, since
there the status could be a proxy's; the graphql-http audits ask for that.
`draft-2026` is the draft of August 2026: 422 for what is well-formed but cannot be run, 294 (Partial Success) for data
with errors, the same for both media types, and `application/json` only on 2xx.
"""

from __future__ import annotations

from typing import Literal

from gateway.execution.ports import OperationResult
from gateway.request.media import GRAPHQL_RESPONSE

StatusProfile = Literal["standard", "audit-2025", "draft-2026"]

_DRAFT_2026 = {"parse": 400, "validate": 422, "operation": 422, "variables": 422}


def status_of(result: OperationResult, media: str, profile: StatusProfile) -> int:
    """The status of a response.

    Args:
        media: essence of the response's media type.
    """
    if result.stage == "method":
        return 405
    if result.stage == "plan":
        return 500
    if result.stage == "busy":
        return 503
    if profile == "draft-2026":
        if result.stage == "execute":
            return 294 if result.errors else 200
        return _DRAFT_2026.get(result.stage, 422)
    if result.stage == "execute" or (profile == "audit-2025" and media != GRAPHQL_RESPONSE):
        return 200
    return 400


def media_of(status: int, accepted: str, profile: StatusProfile) -> str:
    """The media type of a response with `status` for a client that accepted `accepted`."""
    if profile == "draft-2026" and not 200 <= status < 300:
        return GRAPHQL_RESPONSE
    return accepted
