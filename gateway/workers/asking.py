"""Asks a worker's admin application, which listens on a Unix socket: one GET, one answer, read to its end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

LARGEST_ANSWER: Final = 16 * 2**20


class NoAnswerError(Exception):
    """Nobody there, or nothing that makes sense."""


async def ask(socket: Path, path: str, within: float) -> tuple[int, bytes]:
    """Status and body.

    Raises:
        NoAnswerError: also when it takes longer than `within` seconds.
    """
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_unix_connection(socket, limit=LARGEST_ANSWER)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nHost: worker\r\nConnection: close\r\n\r\n".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                return int(head.split(b" ", 2)[1]), await _body(reader, head)
            finally:
                writer.close()
    except TimeoutError:
        raise NoAnswerError(f"no answer within {within:g} s") from None
    except (OSError, EOFError, ValueError, IndexError, asyncio.LimitOverrunError) as error:
        raise NoAnswerError(f"no answer: {type(error).__name__}") from error


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return await reader.readexactly(int(value))
    return await reader.read(LARGEST_ANSWER)
