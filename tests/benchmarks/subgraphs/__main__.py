"""One subgraph as a process: `python -m tests.benchmarks.subgraphs NAME`; the key set comes in on stdin.

Prints its port and serves until stdin closes.
"""

from __future__ import annotations

import asyncio
import gc
import sys

import uvloop

from tests.benchmarks.graph.records import world
from tests.benchmarks.subgraphs.answers import Answers
from tests.benchmarks.subgraphs.server import Connection, State


async def serve(name: str) -> None:
    loop = asyncio.get_running_loop()
    jwks = await loop.run_in_executor(None, sys.stdin.buffer.readline)
    state = State(Answers(name, world()), jwks.strip())
    server = await loop.create_server(lambda: Connection(state), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    gc.freeze()
    await loop.run_in_executor(None, sys.stdin.buffer.read)
    server.close()


uvloop.run(serve(sys.argv[1]))
