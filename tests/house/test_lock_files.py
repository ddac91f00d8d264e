"""The lock files: every requirement pinned with its hash, the two in agreement, and no registry named."""

import re
import tomllib

import pytest

from tests.house.repository import ROOT

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,_-]+\])?==(\S+)", re.MULTILINE)
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def pins(name: str) -> dict[str, str]:
    return {match[1]: match[2] for match in PINNED.finditer((ROOT / name).read_text("utf-8"))}


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_with_a_hash(name):
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    assert [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_tests_run_with_the_versions_that_ship():
    shipped, tested = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: tested.get(name) for name in shipped} == shipped


def test_every_dependency_of_the_project_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    locked = pins("requirements.lock")
    wanted = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["embedded"]
    names = {re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-") for requirement in wanted}
    assert names - set(locked) == set()


@pytest.mark.parametrize("name", LOCKS)
def test_no_index_is_named(name):
    assert "--index-url" not in re.sub("--no-emit-index-url", "", (ROOT / name).read_text("utf-8"))
