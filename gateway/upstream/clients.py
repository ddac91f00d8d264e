"""Two clients behind one door: plain `http://` goes to our own, everything else to the general one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final, Protocol

from gateway.upstream.http1 import Http1Client, is_plain
from gateway.upstream.response import HttpResponse

_REMEMBERED: Final = 1024


class PostClient(Protocol):
    """What sends a request and brings the whole response."""

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, timeout: float, max_bytes: int
    ) -> Awaitable[HttpResponse]:
        """Raises HttpFailure and nothing else but cancellation; see `HttpClient.post`."""
        ...


class ClosingClient(PostClient, Protocol):
    """A `PostClient` that is closed at the end."""

    async def close(self) -> None: ...


class Clients:
    """A `PostClient` for every URL.

    Args:
        general: makes the client for https, and for whatever `plain` does not serve; called when there is such a URL.
        plain: for plain http.
    """

    def __init__(self, general: Callable[[], ClosingClient], plain: Http1Client) -> None:
        self._make_general = general
        self._general: ClosingClient | None = None
        self._plain = plain
        self._chosen: dict[str, PostClient] = {}

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, timeout: float, max_bytes: int
    ) -> Awaitable[HttpResponse]:
        """By the client that serves this URL; raises what that raises."""
        client = self._chosen.get(url) or self._choose(url)
        return client.post(url, body, headers, timeout=timeout, max_bytes=max_bytes)

    def expect(self, urls: Iterable[str]) -> None:
        """Make what these will need now, and not while the first request waits."""
        for url in urls:
            self._choose(url)

    async def close(self) -> None:
        """Close all; calls under way fail."""
        await self._plain.close()
        if self._general is not None:
            await self._general.close()

    def _choose(self, url: str) -> PostClient:
        if not is_plain(url) and self._general is None:
            self._general = self._make_general()
        client = self._plain if self._general is None or is_plain(url) else self._general
        if len(self._chosen) < _REMEMBERED:
            self._chosen[url] = client
        return client
