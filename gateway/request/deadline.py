"""How long the caller waits: `hansa-deadline-ms`, whole milliseconds from when the request came.

A caller can only shorten the time a request gets, never extend it.
"""

from __future__ import annotations

import re

from gateway.request.errors import RequestError
from gateway.request.headers import Headers

DEADLINE_HEADER = "hansa-deadline-ms"
_MILLISECONDS = re.compile(r"0*[1-9][0-9]{0,8}", re.ASCII)


def time_granted(headers: Headers, most: float) -> float:
    """Seconds for a request: what its caller waits, never above `most`.  Raises RequestError for what is no time."""
    told = headers.get(DEADLINE_HEADER)
    if told is None:
        return most
    if not _MILLISECONDS.fullmatch(told):
        message = f"'{DEADLINE_HEADER}' must be whole milliseconds above 0, of at most 9 digits."
        raise RequestError(400, "BAD_REQUEST", message)
    return min(most, int(told) / 1000)
