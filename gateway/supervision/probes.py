"""Is a process ready? A probe asks once and answers with the problem, or None when there is none.

Probes speak to loopback and ignore proxy settings of the environment.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import httpx2

from gateway.supervision.system import Ready

Probe = Callable[[], Coroutine[Any, Any, str | None]]

_PATIENCE = 3.0


def probe_for(ready: Ready) -> Probe:
    """The probe that the settings name."""
    if ready.http is not None:
        return partial(_http, ready.http)
    if ready.ping is not None:
        return partial(_ping, ready.ping)
    return partial(_tcp, ready.tcp or "")


async def _http(url: str) -> str | None:
    try:
        async with httpx2.AsyncClient(timeout=_PATIENCE, trust_env=False) as client:
            response = await client.get(url)
    except httpx2.HTTPError as error:
        return f"{url}: {error or type(error).__name__}"
    if response.status_code == 200:
        return None
    return f"{url} answered {response.status_code}: {' '.join(response.text.split())[:300]}"


async def _tcp(address: str) -> str | None:
    problem, _ = await _exchange(address, b"")
    return problem


async def _ping(address: str) -> str | None:
    problem, answer = await _exchange(address, b"PING\r\n")
    if problem is None and answer != b"+PONG\r\n":
        return f"{address} answered PING with {answer[:80]!r}"
    return problem


async def _exchange(address: str, request: bytes) -> tuple[str | None, bytes]:
    host, _, port = address.rpartition(":")
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection(host, int(port))
            try:
                writer.write(request)
                return None, await reader.readline() if request else b""
            finally:
                writer.close()
    except (OSError, ValueError) as error:
        return f"{address}: {error or type(error).__name__}", b""
