from __future__ import annotations

from gateway.security import Principal
from gateway.security.cache import VerifiedTokens


def principal(token: str) -> Principal:
    return Principal("user-1", frozenset(), {}, token)


def test_an_entry_is_believed_for_a_minute_at_most() -> None:
    cache = VerifiedTokens(seconds=60)
    cache.put(principal("a"), expires=10_000, now=100)
    assert cache.get("a", now=159) is not None
    assert cache.get("a", now=160) is None
    assert len(cache) == 0


def test_an_entry_is_not_believed_beyond_its_token() -> None:
    cache = VerifiedTokens(seconds=60)
    cache.put(principal("a"), expires=110, now=100)
    assert cache.get("a", now=109) is not None
    assert cache.get("a", now=110) is None


def test_the_least_recently_used_goes_first() -> None:
    cache = VerifiedTokens(size=2)
    for token in ("a", "b"):
        cache.put(principal(token), expires=1000, now=0)
    cache.get("a", now=1)
    cache.put(principal("c"), expires=1000, now=1)
    assert cache.get("a", now=1) is not None
    assert cache.get("b", now=1) is None
    assert len(cache) == 2
