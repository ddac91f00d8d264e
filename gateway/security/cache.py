"""Tokens verified a moment ago, by their SHA-256, so that a signature is checked once a minute and not per request."""

from __future__ import annotations

import hashlib
from collections import OrderedDict

from gateway.security.principal import Principal


class VerifiedTokens:
    """A bounded LRU; the token itself is never a key.

    Args:
        size: most entries kept.
        seconds: longest time an entry is believed, however long its token is valid.
    """

    def __init__(self, size: int = 10_000, seconds: float = 60.0) -> None:
        self._size = size
        self._seconds = seconds
        self._entries: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()

    def get(self, token: str, now: float) -> Principal | None:
        """The principal of a token verified before; `now` in seconds since the epoch."""
        key = _digest(token)
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry[0] <= now:
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return entry[1]

    def put(self, principal: Principal, expires: float, now: float) -> None:
        """Remember until `expires` (the token's `exp`) or for `seconds`, whichever is sooner."""
        key = _digest(principal.token)
        self._entries[key] = (min(expires, now + self._seconds), principal)
        self._entries.move_to_end(key)
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)

    def __len__(self) -> int:
        return len(self._entries)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
