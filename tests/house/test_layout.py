"""The layout of docs/architecture.md: what stands at the top, how modules are named and how they open."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.repository import ROOT, files, links, modules

TOP = {
    *(".ci", "gateway", "bff_web", "bff_mobile", "subgraphs", "schema", "tests", "deploy", "docs"),
    *("README.md", "LICENSE", "CHANGELOG.md", "Makefile", "Dockerfile", "docker-compose.yml"),
    *("pyproject.toml", "requirements.lock", "requirements-dev.lock", ".gitignore", ".dockerignore"),
}
GATEWAY = {
    *("__init__.py", "app.py", "cli", "config", "federation", "composition", "planning", "execution", "upstream"),
    *("request", "security", "traffic", "telemetry", "bff", "supervision", "workers", "concurrency"),
}
SERVICES = {"__init__.py", "users", "rag", "inference", "auth", "kit"}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "lib", "shared", "tools"}
LONGEST = 600
MACHINE = re.compile(
    r"(?<![\w.$}])/(?:work|farm|home|root|Users)/[\w.-]"
    r"|https?://[\w.-]*(?:pypi\.|files\.pythonhosted|registry\.|npmjs|mirror)[\w./-]*"
)

in_git = pytest.mark.skipif(not files(), reason="not a git checkout")


@in_git
def test_the_top_holds_what_the_architecture_names_and_nothing_else():
    assert {path.parts[0] for path in files()} <= TOP


@pytest.mark.parametrize(("package", "members"), [("gateway", GATEWAY), ("subgraphs", SERVICES)])
def test_a_package_has_the_members_that_the_architecture_names(package, members):
    assert {path.parts[1] for path in modules() if path.parts[0] == package} <= members


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_module_has_a_telling_name_and_opens_by_saying_its_idea(path: Path):
    assert NAMELESS.isdisjoint(path.with_suffix("").parts)
    source = (ROOT / path).read_text("utf-8")
    if source.strip():
        assert ast.get_docstring(ast.parse(source)), f"{path} has no docstring"
    assert len(source.splitlines()) <= LONGEST, f"{path}: is it still one idea?"


@in_git
def test_no_file_names_a_machine_or_a_registry():
    """What works only where it was written: home folders, registry hosts. Lock files hold neither."""
    found = [
        f"{path}:{number}: {match[0]}"
        for path in files()
        for number, line in enumerate(_text(path).splitlines(), 1)
        if (match := MACHINE.search(line))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    ["cd /work" + "/main", "open('/home" + "/me/x')", "index = https:" + "//pypi.org/simple", "~ /Users" + "/me"],
)
def test_a_machine_is_recognised(line):
    assert MACHINE.search(line)


@pytest.mark.parametrize(
    "line", ["docs/home/plan", "http://127.0.0.1:4000/graphql", "${ROOT}/home/x", "https://graphql.org/"]
)
def test_what_is_no_machine_passes(line):
    assert not MACHINE.search(line)


@in_git
def test_nothing_large_or_foreign_is_committed():
    """Models, assets and environments are fetched, not kept."""
    large = [str(path) for path in files() if path.suffix != ".lock" and (ROOT / path).stat().st_size > 512 * 1024]
    assert large == []
    assert [
        str(path) for path in files() if path.suffix in {".gguf", ".whl", ".so", ".min.js", ".sqlite3", ".db"}
    ] == []


@in_git
def test_no_link_is_committed():
    """A link leads to where it was made."""
    assert [str(path) for path in links()] == []


def _text(path: Path) -> str:
    try:
        return (ROOT / path).read_text("utf-8")
    except UnicodeDecodeError:
        return ""
