"""Two clients behind one door: plain `http://` goes to our own, everything else to the general one."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Final, Protocol

from gateway.upstream.client import HttpClient, HttpResponse
from gateway.upstream.http1 import Http1Client, is_plain

_REMEMBERED: Final = 1024


class PostClient(Protocol):
    """What sends a request and brings the whole response."""

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, timeout: float, max_bytes: int
    ) -> Awaitable[HttpResponse]:
        """Raises HttpFailure and nothing else but cancellation; see `HttpClient.post`."""
        ...


class Clients:
    """A `PostClient` for every URL.

    Args:
        general: for https, and for whatever `plain` does not serve.
        plain: for plain http.
    """

    def __init__(self, general: HttpClient, plain: Http1Client) -> None:
        self._general = general
        self._plain = plain
        self._chosen: dict[str, PostClient] = {}

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, timeout: float, max_bytes: int
    ) -> Awaitable[HttpResponse]:
        """By the client that serves this URL; raises what that raises."""
        client = self._chosen.get(url) or self._choose(url)
        return client.post(url, body, headers, timeout=timeout, max_bytes=max_bytes)

    async def close(self) -> None:
        """Close both; calls under way fail."""
        await self._plain.close()
        await self._general.close()

    def _choose(self, url: str) -> PostClient:
        client: PostClient = self._plain if is_plain(url) else self._general
        if len(self._chosen) < _REMEMBERED:
            self._chosen[url] = client
        return client
