"""deploy/venv.sh: finds a Python that will do, or says what is wrong with those it found."""

import subprocess
from pathlib import Path

import pytest

from tests.house.repository import ROOT

# A Python as the script sees one: its version, whether it has venv, and what it is told to make.
FAKE = """#!/bin/sh
case "$2" in
    *print*) echo {version} ;;
    *exit*) exit {too_old} ;;
    *ensurepip*) exit {lacks_venv} ;;
    *) echo "$0 $*" ;;
esac
"""


def fake(folder: Path, name: str, version: str, *, too_old: bool = False, lacks_venv: bool = False) -> None:
    program = folder / name
    program.write_text(FAKE.format(version=version, too_old=int(too_old), lacks_venv=int(lacks_venv)))
    program.chmod(0o755)


@pytest.fixture
def run(tmp_path: Path):
    def run(**environment: str) -> subprocess.CompletedProcess[str]:
        command = ["/bin/sh", str(ROOT / "deploy/venv.sh"), "target"]
        return subprocess.run(command, env={"PATH": str(tmp_path), **environment}, capture_output=True, text=True)

    return run


def test_the_first_that_will_do_makes_the_environment(run, tmp_path):
    fake(tmp_path, "python3.13", "3.13", lacks_venv=True)
    fake(tmp_path, "python3.12", "3.12")
    fake(tmp_path, "python3", "3.11")
    made = run()
    assert made.returncode == 0
    assert made.stdout == f"Making target with python3.12 (3.12)\n{tmp_path}/python3.12 -m venv --clear target\n"


def test_a_named_one_is_taken(run, tmp_path):
    fake(tmp_path, "python3.13", "3.13")
    fake(tmp_path, "mine", "3.12")
    assert "Making target with mine (3.12)" in run(PYTHON="mine").stdout


def test_old_ones_and_crippled_ones_are_named_with_what_to_do(run, tmp_path):
    fake(tmp_path, "python3.11", "3.11", lacks_venv=True)
    fake(tmp_path, "python3", "3.9", too_old=True)
    refused = run()
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr == (
        "Hansa needs Python 3.11 or newer with venv. "
        "python3.11 (3.11) lacks venv (Debian and Ubuntu: apt install python3.11-venv); python3 is 3.9; "
        "Name one by make PYTHON=/path/to/python\n"
    )


def test_no_python_at_all_is_one_line(run):
    refused = run()
    assert refused.returncode == 1
    assert refused.stderr.startswith("Hansa needs Python 3.11 or newer with venv. No Python was found.")
    assert refused.stderr.count("\n") == 1
