"""The development login: a token for any user, for whoever sits at this machine, and for nobody else.

Refused: a peer that is not loopback; a request that a proxy passed on, whose peer is only the proxy; a `Host` or
`Origin` that is not loopback, which is how a web page would reach it through a browser (DNS rebinding, cross-site
forms).  `HANSA_AUTH_DEV_LOGIN=false` turns it off, as production must.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request

from subgraphs.auth.scopes import SCOPES, allowed_scope
from subgraphs.auth.server import Login

DEFAULT_USER = "user-1"
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")

PAGE = f"""<!doctype html>
<meta charset="utf-8">
<title>Hansa: development login</title>
<style>body {{ font: 16px system-ui; max-width: 30em; margin: 4em auto }} input {{ width: 100% }}</style>
<h1>Development login</h1>
<p>Gives an access token for any user, on this machine only.</p>
<form method="post">
  <p><label>User <input name="user" value="{DEFAULT_USER}"></label>
  <p><label>Scope <input name="scope" value="{" ".join(SCOPES)}"></label>
  <p><button>Get a token</button>
</form>
"""


class Refused(Exception):
    """The login is refused; `status` is HTTP's and `error` RFC 6749's code."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.error = error
        self.description = description


def check_local(request: Request) -> None:
    """Raise Refused (403) unless the request was made on this machine, by a program or by our own page."""
    if request.client is None or not _is_loopback(request.client.host):
        raise _denied("the development login answers to this machine only")
    if any(name in request.headers for name in _FORWARDED):
        raise _denied("the development login does not answer through a proxy")
    origin = request.headers.get("origin")
    hosts = [urlsplit(f"//{request.headers.get('host', '')}").hostname]
    if origin is not None:
        hosts.append(urlsplit(origin).hostname)
    if not all(host is not None and _is_loopback(host) for host in hosts):
        raise _denied("the development login does not answer to other web pages")


def read_login(fields: Mapping[str, object]) -> Login:
    """The login that form or JSON fields ask for: `user` (default `user-1`) and `scope` (default: every scope).

    Raises:
        Refused: (400) a field has a wrong form, or a scope is not known.
    """
    user = fields.get("user", DEFAULT_USER)
    scope = fields.get("scope")
    if not isinstance(user, str) or not _USER.fullmatch(user):
        raise Refused(400, "invalid_request", "user must be 1 to 64 letters, digits, - or _")
    if scope is not None and not isinstance(scope, str):
        raise Refused(400, "invalid_request", "scope must be scopes separated by spaces")
    granted = allowed_scope(scope, tuple(SCOPES))
    if granted is None:
        raise Refused(400, "invalid_scope", f"known scopes are {' '.join(SCOPES)}")
    return Login(user, granted)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _denied(description: str) -> Refused:
    return Refused(403, "access_denied", description)
