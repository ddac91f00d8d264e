"""An HTTP client for service-to-service calls, over pyreqwest (Rust's reqwest).

One call is one request: no redirects, no cookies, no proxy taken from the environment, no retries.  The timeout covers
everything from connecting to the last byte, and the size limit counts decompressed bytes while they arrive, so that a
hostile server can cost neither time nor memory beyond what the caller granted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from types import TracebackType
from typing import Self

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import (
    BuilderError,
    ClientClosedError,
    DecodeError,
    DetailedPyreqwestError,
    PyreqwestError,
    RequestTimeoutError,
)
from pyreqwest.request import StreamRequest
from pyreqwest.response import Response

from gateway.upstream.failures import (
    ConnectFailed,
    ConnectionLost,
    HttpFailure,
    InvalidTarget,
    MalformedResponse,
    ResponseTooLarge,
    TimedOut,
)
from gateway.upstream.response import USER_AGENT, HttpResponse

# Seconds for pyreqwest's own thread to let go of its last call.  An interpreter that ends while the thread is about to
# enter Python is aborted (CPython before 3.14), and the thread cannot be joined.
_SETTLING = 0.05


class HttpClient:
    """A pool of connections, shared by all calls of a process; use as an async context manager or `close` it.

    Args:
        max_idle_per_host: connections kept for reuse.
        idle_timeout: seconds a connection may rest before it is dropped.  Keep it below the servers' own (uvicorn's is
            5): a request sent on a connection that the server is just closing is lost.
        connect_timeout: seconds to a connection; the call's own timeout holds as well.
    """

    def __init__(
        self, *, max_idle_per_host: int = 100, idle_timeout: float = 4.0, connect_timeout: float = 5.0
    ) -> None:
        self._client: Client = (
            ClientBuilder()
            .no_proxy()
            .follow_redirects(False)
            .referer(False)
            .http1_lower_case_headers()
            .user_agent(USER_AGENT)
            .pool_max_idle_per_host(max_idle_per_host)
            .pool_idle_timeout(timedelta(seconds=idle_timeout))
            .connect_timeout(timedelta(seconds=connect_timeout))
            .build()
        )

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        timeout: float,  # noqa: ASYNC109 - the client's own covers the reading in Rust, too
        max_bytes: int,
    ) -> HttpResponse:
        """Send a POST and read the whole response, whatever its status.

        Args:
            timeout: seconds for the whole call, above 0.
            max_bytes: largest body, decompressed.

        Raises HttpFailure (one of its subclasses) and nothing else but cancellation.  A call cancelled before the
        response's head has come returns at once, but pyreqwest 0.15 lets the exchange run on unseen until its timeout.
        """
        try:
            request = self._client.post(url).headers(headers).body_bytes(body).timeout(timedelta(seconds=timeout))
            return await _exchange(request.build_streamed(), max_bytes)
        except PyreqwestError as error:
            raise _failure(error) from error
        except ValueError as error:  # what pyreqwest raises for a header that HTTP cannot carry
            raise InvalidTarget(str(error)) from error

    async def close(self) -> None:
        """Drop the pool; calls under way fail with ConnectionLost."""
        await self._client.close()
        await asyncio.sleep(_SETTLING)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def _exchange(request: StreamRequest, max_bytes: int) -> HttpResponse:
    async with request as response:
        body = await _read(response, max_bytes)
        return HttpResponse(response.status, body, tuple(response.headers.items()))


async def _read(response: Response, max_bytes: int) -> bytes:
    announced = response.get_header("content-length")
    if announced is not None and announced.isdigit() and int(announced) > max_bytes:
        raise ResponseTooLarge(f"announced {announced} bytes, allowed are {max_bytes}")
    chunks: list[bytes] = []
    size = 0
    while (chunk := await response.body_reader.read_chunk()) is not None:
        size += len(chunk)
        if size > max_bytes:
            raise ResponseTooLarge(f"more than the {max_bytes} bytes allowed")
        chunks.append(chunk.to_bytes())
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _failure(error: PyreqwestError) -> HttpFailure:
    """Sort by cause, not by class: pyreqwest calls a connection that closes before the response a ConnectError too."""
    causes = _causes(error)
    detail = ": ".join([error.message, *causes])
    match error:
        case BuilderError():
            return InvalidTarget(detail)
        case ClientClosedError():
            return ConnectionLost(detail)
        case RequestTimeoutError():
            return TimedOut(detail)
        case _ if "client error (Connect)" in causes:
            return ConnectFailed(detail)
        case DecodeError() if not any("body from connection" in cause for cause in causes):
            return MalformedResponse(detail)
    return ConnectionLost(detail)


def _causes(error: PyreqwestError) -> list[str]:
    found = error.details.get("causes") if isinstance(error, DetailedPyreqwestError) else None
    return [cause["message"] for cause in found or ()]
