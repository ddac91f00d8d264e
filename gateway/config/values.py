"""How single values are read from text: times, URLs, header names.

Each function returns the value or raises ValueError with a message "must be …", so that one line of output is enough
to correct it.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h)?\s*")
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110, 5.6.2


def seconds(value: Any) -> Any:
    """Seconds of `250ms`, `30s`, `2m`, `1h` or a number in text; other types are left for the number's own check."""
    if not isinstance(value, str):
        return value
    match = _DURATION.fullmatch(value)
    if match is None:
        raise ValueError("must be a time such as 30, 250ms, 30s or 2m")
    return float(match[1]) * _UNITS[match[2] or "s"]


def seconds_or_off(value: Any) -> Any:
    """None for `off`, which YAML 1.1 reads as false; else as `seconds`."""
    if value is False or value == "off":
        return None
    if isinstance(value, str) and _DURATION.fullmatch(value) is None:
        raise ValueError("must be a time such as 250ms or 2s, or off")
    return seconds(value)


def http_url(value: str) -> str:
    """An absolute http or https URL."""
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise ValueError("must be an http or https URL, such as http://127.0.0.1:4101/graphql")
    return value


def origin(value: str) -> str:
    """A web origin (RFC 6454) as browsers send it, or `*`."""
    if value == "*":
        return value
    parts = urlsplit(http_url(value))
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ValueError("must be an origin without path, such as https://app.example.com")
    return value.lower()


def url_path(value: str) -> str:
    """A path to mount the endpoint at."""
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+|/", value):
        raise ValueError("must be a path such as /graphql")
    return value


def lower_case_header(value: str) -> str:
    """A header's name, in lower case."""
    if not _TOKEN.fullmatch(value):
        raise ValueError("must be the name of an HTTP header")
    return value.lower()
