"""The command itself, and commands that cannot begin: one line that says why, and the exit status."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.cli.process import SUPERGRAPH, clear, hansa


def test_help_names_every_command() -> None:
    done = hansa("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("serve", "compose", "plan", "up", "config"))


@pytest.mark.parametrize("arguments", [["nonsense"], ["serve", "--prot", "1"], ["compose"], ["serve", "--port", "x"]])
def test_a_misused_command_is_2(arguments: list[str]) -> None:
    done = hansa(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert clear(done.stderr)


@pytest.mark.parametrize("content", ["type Query { a: Int }", "}{", None])
def test_a_file_that_is_no_supergraph_is_2(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "supergraph.graphql"
    if content:
        path.write_text(content)
    for command in ("plan", "serve"):
        done = hansa(command, "--supergraph", path, stdin="{ a }")
        assert done.returncode == 2
        assert clear(done.stderr)[0].startswith(f"error: {path} ")


@pytest.mark.parametrize(
    ("arguments", "env", "line"),
    [
        (
            [],
            {},
            "no supergraph: give --supergraph FILE or --config FILE, or set supergraph.file in the settings",
        ),
        (
            ["--supergraph", "a", "--config", "b"],
            {},
            "--supergraph and --config exclude each other: give one",
        ),
        (
            ["--supergraph", str(SUPERGRAPH), "--port", "70000"],
            {},
            "server.port: must be less than or equal to 65535, not 70000 (command line)",
        ),
        (
            ["--supergraph", str(SUPERGRAPH)],
            {"HANSA_SUBGRAPHS__OVERRIDES__USRES__URL": "http://127.0.0.1:9/"},
            "subgraphs.overrides.usres: the supergraph has no such subgraph; did you mean users?",
        ),
        (
            ["--supergraph", str(SUPERGRAPH)],
            {"HANSA_GRAPHIQL__OPERATION": "none.graphql"},
            "graphiql.operation: none.graphql cannot be read: No such file or directory",
        ),
    ],
)
def test_serve_with_bad_settings_is_2_and_one_line(arguments: list[str], env: dict[str, str], line: str) -> None:
    done = hansa("serve", *arguments, env=env)
    assert (done.returncode, clear(done.stderr)) == (2, [f"error: {line}"])


def test_serve_on_a_busy_port_is_1_and_one_line(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        env = {"HANSA_ADMIN__PORT": "0", "HANSA_DATA_DIR": str(tmp_path)}
        done = hansa("serve", "--supergraph", SUPERGRAPH, "--port", str(port), env=env)
    assert done.returncode == 1
    assert len(clear(done.stderr)) == 1
    assert str(port) in done.stderr


def test_up_without_its_file_is_2(tmp_path: Path) -> None:
    done = hansa("up", tmp_path / "none.yaml")
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
