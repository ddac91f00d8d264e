"""The audits of graphql-http, the reference implementation of GraphQL over HTTP, against a running gateway.

`graphql_http.json` has what they found, by status profile; this test runs them anew.  They want npm and a registry, so
they are among the `services` tests.  The header makes their GET requests pass the CSRF check, which the specification
allows a server to have.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.process import serving
from tests.cli.shop import Shop, running_shop

HERE = Path(__file__).parent
VERSION = "1.23.1"
RECORDED: dict[str, dict[str, list[str]]] = json.loads((HERE / "graphql_http.json").read_text())

pytestmark = [pytest.mark.services, pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("npm")
    (folder / "package.json").write_text("{}")
    command = ["npm", "install", "--no-audit", "--no-fund", f"graphql-http@{VERSION}", "graphql@16"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode:
        pytest.skip(f"npm could not install graphql-http: {done.stderr.strip()[:200]}")
    return folder


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


def audit(folder: Path, url: str) -> list[dict[str, Any]]:
    command = ["node", str(HERE / "graphql_http.mjs"), url, "hansa-require-preflight=1"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=True)
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


@pytest.mark.parametrize("profile", ["audit-2025", "draft-2026"])
def test_the_audits_find_what_is_recorded(profile: str, installed: Path, shop: Shop, tmp_path: Path) -> None:
    config = shop.write_config(tmp_path)
    with serving("--config", config, data=tmp_path, env={"HANSA_HTTP__STATUS_PROFILE": profile}) as gateway:
        results = audit(installed, gateway.url)
    found: dict[str, list[str]] = {"ok": [], "notice": [], "warn": [], "error": []}
    for result in results:
        found[result["status"]].append(f"{result['id']} {result['name']}")
    assert {status: sorted(audits) for status, audits in found.items()} == RECORDED[profile]


def test_the_audit_2025_profile_passes_every_audit() -> None:
    assert len(RECORDED["audit-2025"]["ok"]) == 61
    assert not any(RECORDED["audit-2025"][status] for status in ("notice", "warn", "error"))


def test_the_draft_profile_violates_no_requirement() -> None:
    assert not RECORDED["draft-2026"]["error"]
