"""A worker without a gateway: answers on its admin socket, and does what its first argument says."""

from __future__ import annotations

import asyncio
import pickle
import signal
import sys
from pathlib import Path

from gateway.telemetry import Place


async def main(behaviour: str, directory: Path) -> None:
    place: Place = pickle.loads(sys.stdin.buffer.read())
    begun = directory / place.worker
    times = len(begun.read_text()) if begun.exists() else 0
    begun.write_text("x" * (times + 1))
    if behaviour == "fail" or (behaviour == "fail second" and place.worker == "2" and times == 0):
        sys.exit(3)
    ended = asyncio.Event()
    if behaviour != "stubborn":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    else:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        writer.close()

    async with await asyncio.start_unix_server(answer, place.admin):
        await ended.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
