"""`hansa config`: settings shown, checked and described."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from gateway.config.reference import write_reference
from tests.cli.process import clear, hansa


def test_config_show_prints_what_is_in_effect(tmp_path: Path) -> None:
    settings = tmp_path / "hansa.yaml"
    settings.write_text("server: {port: 1}")
    done = hansa("config", "show", "--settings", settings, env={"HANSA_SERVER__HOST": "0.0.0.0"})
    server = yaml.safe_load(done.stdout)["server"]
    assert (server["host"], server["port"], server["path"]) == ("0.0.0.0", 1, "/graphql")


def test_what_config_show_prints_is_a_valid_file(tmp_path: Path) -> None:
    settings = tmp_path / "hansa.yaml"
    settings.write_text(hansa("config", "show").stdout)
    assert hansa("config", "validate", settings).returncode == 0


def test_config_show_keeps_secrets_to_itself_and_stays_valid(tmp_path: Path) -> None:
    settings = tmp_path / "hansa.yaml"
    settings.write_text(
        """
headers:
  all: [{insert: x-gateway-secret, value: "${SECRET}"}, {propagate: x-tenant, default: none}]
  subgraphs: {users: [{insert: authorization-key, value: "${SECRET}"}]}
subgraphs:
  overrides: {users: {url: "http://me:${SECRET}@users.example:80/graphql?a=b@c"}}
"""
    )
    done = hansa("config", "show", "--settings", settings, env={"SECRET": "hunter2"})
    assert "hunter2" not in done.stdout
    shown = yaml.safe_load(done.stdout)
    assert shown["headers"]["all"][0]["value"] == shown["headers"]["subgraphs"]["users"][0]["value"] == "***"
    assert shown["headers"]["all"][1]["default"] == "none"
    assert shown["subgraphs"]["overrides"]["users"]["url"] == "http://me:***@users.example:80/graphql?a=b@c"
    settings.write_text(done.stdout)
    assert hansa("config", "validate", settings).returncode == 0


def test_config_validate_tells_every_mistake_in_a_line(tmp_path: Path) -> None:
    settings = tmp_path / "hansa.yaml"
    settings.write_text("server: {prot: 1}\nlimits: {depth: 0}")
    done = hansa("config", "validate", settings)
    assert done.returncode == 2
    assert clear(done.stderr) == [
        f"error: server.prot: unknown setting; did you mean port? ({settings})",
        f"       limits.depth: must be greater than 0, not 0 ({settings})",
    ]


def test_config_schema_describes_the_file() -> None:
    schema = json.loads(hansa("config", "schema").stdout)
    assert schema["additionalProperties"] is False
    assert "server" in schema["properties"]


def test_config_docs_prints_the_reference() -> None:
    assert hansa("config", "docs").stdout == write_reference()
