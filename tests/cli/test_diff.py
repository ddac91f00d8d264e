"""`hansa diff`: levels, reasons, exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.process import SUPERGRAPH, clear, hansa

SCHEMAS = {
    "old": "type Query { a(b: Int = 1): Int c: Int }",
    "same": "type Query { c: Int a(b: Int = 1): Int }",
    "safe": "type Query { a(b: Int = 1): Int c: Int d: Int }",
    "dangerous": "type Query { a(b: Int = 2): Int c: Int }",
    "breaking": "type Query { a(b: Int = 2): Int }",
}


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    for name, sdl in SCHEMAS.items():
        (tmp_path / name).write_text(sdl)
    return tmp_path


@pytest.mark.parametrize(
    ("new", "fail_on", "status"),
    [
        ("same", "safe", 0),
        ("safe", "breaking", 0),
        ("safe", "dangerous", 0),
        ("safe", "safe", 5),
        ("dangerous", "breaking", 0),
        ("dangerous", "dangerous", 3),
        ("breaking", "breaking", 4),
        ("breaking", "dangerous", 4),
        ("breaking", "never", 0),
    ],
)
def test_diff_fails_from_the_level_on_that_is_asked_for(schemas: Path, new: str, fail_on: str, status: int) -> None:
    assert hansa("diff", schemas / "old", schemas / new, "--fail-on", fail_on).returncode == status


def test_diff_tells_the_worst_first_with_reasons_and_a_summary(schemas: Path) -> None:
    done = hansa("diff", schemas / "old", schemas / "breaking")
    assert (done.returncode, done.stderr) == (4, "")
    assert done.stdout.splitlines() == [
        "breaking (1)",
        "  FIELD_REMOVED Field Query.c was removed.",
        "      Operations that select it are refused.",
        "",
        "dangerous (1)",
        "  ARGUMENT_DEFAULT_CHANGED The default value of Query.a(b:) changed from 1 to 2.",
        "      Operations that leave it out mean something else.",
        "",
        "2 changes: 1 breaking, 1 dangerous, 0 safe.",
    ]
    assert hansa("diff", schemas / "old", schemas / "same").stdout == "No changes.\n"


def test_diff_reads_stdin_and_writes_json(schemas: Path) -> None:
    done = hansa("diff", "-", schemas / "breaking", "--json", stdin=SCHEMAS["old"])
    told = json.loads(done.stdout)
    assert told["counts"] == {"breaking": 1, "dangerous": 1, "safe": 0}
    assert told["changes"][0] == {
        "level": "breaking",
        "code": "FIELD_REMOVED",
        "coordinate": "Query.c",
        "message": "Field Query.c was removed.",
        "reason": "Operations that select it are refused.",
    }


def test_diff_composes_a_configuration() -> None:
    done = hansa("diff", SUPERGRAPH, "schema/supergraph.yaml", "--fail-on", "safe")
    assert (done.returncode, done.stdout) == (0, "No changes.\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["old", "none"], "error: none cannot be read: No such file or directory"),
        (["-", "-"], "error: only one of the two can be stdin (-)"),
        (["old", "same", "--as", "x"], "error: --as is api, subgraph, supergraph; not x"),
        (["old", "same", "--fail-on", "x"], "error: --fail-on is breaking, dangerous, safe, never; not x"),
        (["old", "broken"], "error: broken:1:1: Syntax Error: Unexpected '}'."),
        (["old", "same", "--as", "supergraph"], "error: old is no supergraph"),
    ],
)
def test_diff_that_is_misused_is_2(schemas: Path, arguments: list[str], line: str) -> None:
    (schemas / "broken").write_text("}{")
    done = hansa("diff", *arguments, cwd=schemas)
    assert (done.returncode, done.stdout) == (2, "")
    assert clear(done.stderr)[0].startswith(line)
