"""An issuer's public keys, cached: hostile tokens cannot make us fetch them often, a dead issuer locks nobody out.

Keys are fetched by one task at a time, however many wait for it, and never twice within `retry_seconds` (one second
while there are none): on first use, when a token names an unknown key, and in the background when they are old.  Keys
once fetched stay in use until a later fetch replaces them.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key

from gateway.security.discovery import find_jwks_url
from gateway.security.errors import InvalidToken, IssuerUnavailable
from gateway.security.fetching import FetchFailed, JsonFetch, fetch_json
from gateway.security.settings import IssuerSettings

logger = logging.getLogger(__name__)

_FIRST_RETRY = 1.0
_PUBLIC_KEY_TYPES = ("EC", "RSA", "OKP")


class IssuerKeys:
    """The signing keys of one issuer.

    Args:
        settings: the issuer's.
        fetch: gets a JSON document.
        clock: seconds, monotonic.
    """

    def __init__(
        self, settings: IssuerSettings, fetch: JsonFetch = fetch_json, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._fetch = fetch
        self._clock = clock
        self._jwks_url = settings.jwks_url
        self._keys: tuple[Key, ...] = ()
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._failing = False
        self._refresh: asyncio.Task[None] | None = None

    async def find(self, kid: str | None) -> Key:
        """The key named `kid`, or the only key there is for a token that names none.

        Raises:
            InvalidToken: the issuer has no such key.
            IssuerUnavailable: the keys could not be fetched, so nobody can tell.
        """
        key = self._look_up(kid)
        if key is None:
            await self._refreshed()
            key = self._look_up(kid)
        elif self._clock() - self._fetched_at > self._settings.refresh_seconds:
            self._start_refresh()
        if key is not None:
            return key
        if self._failing or not self._keys:
            raise IssuerUnavailable(self._settings.issuer)
        raise InvalidToken("the token is signed with a key its issuer does not have")

    async def warm(self) -> None:
        """Fetch the keys, trying until they are there."""
        pause = min(_FIRST_RETRY, self._settings.retry_seconds)
        while not self._keys:
            await self._refreshed()
            if not self._keys:
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)

    def _look_up(self, kid: str | None) -> Key | None:
        if kid is None:
            return self._keys[0] if len(self._keys) == 1 else None
        return next((key for key in self._keys if key.kid == kid), None)

    async def _refreshed(self) -> None:
        task = self._start_refresh()
        if task is not None:
            await asyncio.shield(task)

    def _start_refresh(self) -> asyncio.Task[None] | None:
        if self._refresh is not None and not self._refresh.done():
            return self._refresh
        pause = self._settings.retry_seconds if self._keys else min(_FIRST_RETRY, self._settings.retry_seconds)
        if self._clock() - self._tried_at < pause:
            return None
        self._tried_at = self._clock()
        self._refresh = asyncio.get_running_loop().create_task(self._load())
        return self._refresh

    async def _load(self) -> None:
        try:
            if self._jwks_url is None:
                self._jwks_url = await find_jwks_url(self._settings.issuer, self._fetch)
            keys = read_keys(await self._fetch(self._jwks_url))
        except FetchFailed as error:
            if not self._failing:
                level = logging.WARNING if self._keys else logging.INFO
                logger.log(level, "cannot fetch the keys of %s yet: %s", self._settings.issuer, error)
            self._failing = True
            return
        if self._failing:
            logger.info("the keys of %s are available again", self._settings.issuer)
        self._keys, self._fetched_at, self._failing = keys, self._clock(), False


def read_keys(document: Mapping[str, Any]) -> tuple[Key, ...]:
    """The public signature keys of a JWK set (RFC 7517); others, and what cannot be read, are passed over.

    Raises:
        FetchFailed: not a JWK set, or none of its keys can verify a signature.
    """
    entries = document.get("keys")
    if not isinstance(entries, list):
        raise FetchFailed("the answer is no JWK set")
    keys = tuple(key for entry in entries if (key := _read_key(entry)) is not None)
    if not keys:
        raise FetchFailed("the JWK set has no usable key")
    return keys


def _read_key(entry: object) -> Key | None:
    if not isinstance(entry, dict) or entry.get("kty") not in _PUBLIC_KEY_TYPES or entry.get("use", "sig") != "sig":
        return None
    try:
        return import_key(entry)
    except (JoseError, ValueError, TypeError, KeyError):
        logger.warning("a key of a JWK set cannot be read and is passed over", extra={"kty": entry.get("kty")})
        return None
