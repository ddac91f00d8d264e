"""Refuses what a foreign web page can make a browser send without asking this server first.

Browsers send "simple" requests (Fetch standard, CORS-safelisted: GET, or POST with a form's or plain text's content
type, and no own headers) to any origin, with the user's cookies and from inside the user's network.  A request passes
if something about it is not simple: its content type or one header that pages cannot set without a preflight.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.request.errors import RequestError
from gateway.request.headers import Headers
from gateway.request.media import media_type

_SIMPLE = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})


def check_csrf(headers: Headers, required: Sequence[str]) -> None:
    """Pass, or raise RequestError 400 `CSRF_PREVENTION`.

    Args:
        required: lower-case names of headers, one of which proves a preflight when it is not empty.
    """
    content_type = headers.get("content-type", "")
    essence = media_type(content_type).essence
    if essence and essence not in _SIMPLE:
        return
    if any(headers.get(name) for name in required):
        return
    raise RequestError(
        400,
        "CSRF_PREVENTION",
        "This request could come from a foreign web page and is refused. Send 'content-type: application/json' "
        f"with a POST, or a header such as '{required[0]}: 1'.",
    )
