"""Dockerfile and docker-compose.yml: what can be checked without a container engine, of which there is none here."""

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from gateway.supervision.system import SystemFile, load
from tests.house.repository import ROOT

PROCESSES = load(ROOT / "deploy/processes.yaml", {"HANSA_DATA_DIR": "/var/lib/hansa"})


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def system() -> SystemFile:
    return PROCESSES


def test_the_compose_file_is_valid_by_the_compose_specification():
    """The schema comes with check-jsonschema."""
    command = ["-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    checked = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_mistake_would_be_found(tmp_path):
    broken = tmp_path / "docker-compose.yml"
    broken.write_text((ROOT / "docker-compose.yml").read_text().replace("healthcheck:", "health_check:", 1))
    command = ["-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(broken)]
    assert subprocess.run([sys.executable, *command], capture_output=True, check=False).returncode == 1


def test_containers_and_processes_are_the_same(compose, system):
    assert list(compose["services"]) == list(system.processes)


@pytest.mark.parametrize("name", PROCESSES.processes)
def test_a_container_runs_the_command_of_its_process(compose, system, name):
    given = compose["services"][name]["command"]
    assert tuple(given[: len(system.processes[name].command)]) == system.processes[name].command


@pytest.mark.parametrize("name", PROCESSES.processes)
def test_a_container_waits_for_what_its_process_depends_on(compose, system, name):
    waits = compose["services"][name].get("depends_on", {})
    assert tuple(waits) == system.processes[name].depends_on
    assert all(condition == {"condition": "service_healthy"} for condition in waits.values())


@pytest.mark.parametrize("name", PROCESSES.processes)
def test_a_container_is_healthy_when_its_process_is_ready(compose, system, name):
    ready = system.processes[name].ready
    assert compose["services"][name]["healthcheck"]["test"][-1] == (ready.http or ready.ping)


def test_only_loopback_is_published(compose):
    published = [port for service in compose["services"].values() for port in service.get("ports", ())]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_the_image_is_built_from_the_lock_and_runs_as_nobody_special():
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert "--require-hashes" in dockerfile
    stages = dockerfile.split("\nFROM ")
    assert len(stages) > 2, "what builds does not ship"
    assert re.search(r"^USER hansa$", stages[-1], re.MULTILINE)


def test_what_the_image_copies_exists_and_is_not_ignored():
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {path for path in allowed if not (ROOT / path).exists()} == set()
    assert {"gateway", "subgraphs", "bff_web", "bff_mobile", "schema", "deploy", "requirements.lock"} <= allowed
