"""A gateway that serves a composed file over plain `http://` loads nothing of what only others need."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import httpx2
import pytest

from tests.cli.process import COMMAND, ROOT, environment, hansa
from tests.cli.shop import running_shop
from tests.supervision.harness import until

RARE = {
    "gateway.composition": "composing",
    "gateway.supervision.up": "`hansa up`",
    "gateway.upstream.client": "https",
    "gateway.workers": "several workers",
    "httpx2": "asking for SDL, probing",
    "pyreqwest": "https",
    "rich": "tables in a terminal",
    "typer.rich_utils": "tables in a terminal",
    "websockets": "a client that wants a WebSocket",
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules of a gateway that has answered one request."""
    directory = tmp_path_factory.mktemp("loaded")
    supergraph, log = directory / "supergraph.graphql", directory / "log"
    with running_shop() as shop:
        assert hansa("compose", "--config", shop.write_config(directory), "-o", supergraph).returncode == 0
        chosen = {"HANSA_SERVER__PORT": "0", "HANSA_ADMIN__PORT": "0", "HANSA_DATA_DIR": str(directory)}
        with log.open("w") as output:
            process = subprocess.Popen(
                [COMMAND[0], "-X", "importtime", *COMMAND[1:], "serve", "--supergraph", str(supergraph)],
                stderr=output,
                cwd=ROOT,
                env=environment(chosen),
            )
        try:
            url = _listening(log)
            answer = httpx2.post(f"{url}/graphql", json={"query": "{ products { name } }"}, timeout=20)
            assert answer.json()["data"]["products"]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    lines = [line for line in log.read_text().splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def _listening(log: Path) -> str:
    def url() -> str:
        lines = (line for line in log.read_text().splitlines() if line.startswith("{"))
        return next((str(json.loads(line)["url"]) for line in lines if '"listening"' in line), "")

    return str(until(url))


def test_it_is_told_what_is_loaded(loaded: set[str]) -> None:
    assert {"gateway.execution.engine", "gateway.planning.planner", "uvicorn"} <= loaded


@pytest.mark.parametrize("module", RARE)
def test_what_is_rarely_needed_is_not_loaded(loaded: set[str], module: str) -> None:
    assert module not in loaded, f"only for {RARE[module]}"
