"""The gateways, each behind HTTP: Hansa as `hansa serve` builds it, and the peers as node servers."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.app import Graph, build_service
from gateway.config import Settings
from gateway.federation.supergraph import Supergraph
from tests.peers.hosting import served

HERE = Path(__file__).parent
HANSA = "hansa"
PEERS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "apollo": ("apollo.mjs", {}),
    "hive": ("hive.mjs", {}),
    "hive-router": ("hive.mjs", {"HIVE_PLANNER": "router"}),
}
"""Server and environment of each peer: @apollo/gateway, and @graphql-hive/gateway with its two engines."""


def missing() -> str | None:
    """Why the peers cannot run here; None if they can."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not (HERE / "node_modules").is_dir():
        return "the peers are not installed: npm ci --prefix tests/peers"
    return None


def versions() -> dict[str, str]:
    """The versions of the packages that are compared with."""
    packages = ("@apollo/gateway", "@apollo/composition", "@graphql-hive/gateway", "@graphql-hive/router-runtime")
    found = {name: json.loads((HERE / "node_modules" / name / "package.json").read_text()) for name in packages}
    return {name: package["version"] for name, package in found.items()}


class _ByPath:
    def __init__(self, apps: Mapping[str, ASGIApp]) -> None:
        self._apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._apps[scope["path"].strip("/")](scope, receive, send)


@asynccontextmanager
async def hansa(supergraphs: Mapping[str, str]) -> AsyncIterator[str]:
    """Hansa with its defaults, errors unmasked, one application per supergraph; yields the base URL."""
    apps = {}
    for name, sdl in supergraphs.items():
        settings = Settings.model_validate(
            {"server": {"path": f"/{name}"}, "graphiql": {"enabled": False}, "errors": {"mask": False}}
        )
        apps[name] = build_service(settings, Graph(Supergraph.from_sdl(sdl), sdl.encode())).app
    async with served(_ByPath(apps)) as url:
        yield url


class Peer:
    """A peer as a process of its own, which ends with us; it is started anew when it has died."""

    def __init__(self, name: str, files: Mapping[str, Path]) -> None:
        self._script, self._environment = PEERS[name]
        self._arguments = [f"{supergraph}={file}" for supergraph, file in files.items()]
        self._process: asyncio.subprocess.Process | None = None
        self.url = ""

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            "node",
            str(HERE / self._script),
            *self._arguments,
            cwd=HERE,
            env={**os.environ, **self._environment},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(await self._process.stdout.readline())}"

    async def stop(self) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def revive(self) -> None:
        """Start again, whatever state it is in."""
        await self.stop()
        await self.start()


class Gateways:
    """Where each gateway answers.

    Args:
        hansa: base URL.
        peers: by name.
    """

    def __init__(self, hansa: str, peers: Mapping[str, Peer]) -> None:
        self._hansa = hansa
        self._peers = peers

    def url(self, name: str) -> str:
        return self._hansa if name == HANSA else self._peers[name].url

    async def revive(self, name: str) -> None:
        """After a peer gave no answer: its process may be gone."""
        if name in self._peers:
            await self._peers[name].revive()


@asynccontextmanager
async def everybody(supergraphs: Mapping[str, Mapping[str, str]]) -> AsyncIterator[Gateways]:
    """Hansa and every peer, running.

    Args:
        supergraphs: by gateway, by name: SDL.
    """
    async with AsyncExitStack() as stack:
        directory = Path(stack.enter_context(TemporaryDirectory()))
        url = await stack.enter_async_context(hansa(supergraphs[HANSA]))
        peers = {name: Peer(name, written(directory / name, supergraphs[name])) for name in PEERS}
        for peer in peers.values():
            await peer.start()
            stack.push_async_callback(peer.stop)
        yield Gateways(url, peers)


def written(directory: Path, supergraphs: Mapping[str, str]) -> dict[str, Path]:
    """Each supergraph as a file."""
    directory.mkdir()
    files = {name: directory / f"{name}.graphql" for name in supergraphs}
    for name, file in files.items():
        file.write_text(supergraphs[name])
    return files


async def composed_by_apollo(subgraphs: Mapping[str, Mapping[str, Mapping[str, str]]]) -> dict[str, str]:
    """Supergraph SDL by name, from `{supergraph: {subgraph: {url, sdl}}}`, by @apollo/composition."""
    process = await asyncio.create_subprocess_exec(
        "node",
        str(HERE / "compose.mjs"),
        cwd=HERE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, problem = await process.communicate(json.dumps(subgraphs).encode())
    assert process.returncode == 0, problem.decode()
    found: dict[str, Any] = json.loads(out)
    return found
