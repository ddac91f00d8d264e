"""What the file may say, and what is said about a file that is wrong."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.config.errors import SettingsError
from gateway.supervision.backoff import Backoff
from gateway.supervision.system import Restart, SystemFile, load

ONE = {"a": {"command": ["true"]}}


def read(tmp_path: Path, system: dict[str, Any], **environment: str) -> SystemFile:
    path = tmp_path / "processes.yaml"
    path.write_text(yaml.safe_dump(system))
    return load(path, environment)


def test_variables_have_defaults_that_the_environment_replaces(tmp_path):
    system = {
        "variables": {"PORT": 4101, "URL": "http://127.0.0.1:${PORT}"},
        "processes": {"a": {"command": ["serve", "${URL}/x", "${ABSENT:-none}", "$${PORT}"]}},
    }
    assert read(tmp_path, system).processes["a"].command == ("serve", "http://127.0.0.1:4101/x", "none", "${PORT}")
    assert read(tmp_path, system, PORT="5").processes["a"].command[1] == "http://127.0.0.1:5/x"
    assert read(tmp_path, system, PORT="5", URL="u").processes["a"].command[1] == "u/x"
    assert read(tmp_path, system, PORT="").processes["a"].command[1] == "http://127.0.0.1:4101/x"


def test_the_directory_is_relative_to_the_file(tmp_path):
    (tmp_path / "deploy").mkdir()
    assert read(tmp_path / "deploy", {"directory": "..", "processes": ONE}).directory == tmp_path


@pytest.mark.parametrize(
    ("system", "message"),
    [
        ({"processes": {"a": {"command": ["x"], "comand": ["y"]}}}, "processes.a.comand: unknown key"),
        ({"process": {}, "processes": ONE}, "process: unknown key"),
        ({"processes": {"a": {"command": []}}}, "processes.a.command: Tuple should have at least 1 item"),
        ({"processes": {}}, "processes: Dictionary should have at least 1 item"),
        ({"processes": {"a": {"command": ["${NO}"]}}}, "processes.a.command.0: the environment variable NO is not set"),
        ({"processes": {"a": {"command": ["${"]}}}, "processes.a.command.0: `${` must be"),
        ({"processes": {"a": {"command": ["x"], "depends_on": ["b"]}}}, "a depends on b, which is not in the file"),
        (
            {"processes": {"a": {"command": ["x"], "depends_on": ["b"]}, "b": {"command": ["x"], "depends_on": ["a"]}}},
            "processes depend on each other in a circle: ",
        ),
        ({"processes": {"a": {"command": ["x"], "ports": ["P"]}}}, "a lists the port P, which is not among"),
        (
            {"variables": {"P": "http"}, "processes": {"a": {"command": ["x"], "ports": ["P"]}}},
            "P is 'http', not a port number from 1 to 65535",
        ),
        ({"processes": {"a": {"command": ["x"], "ready": {"within": 3}}}}, "give exactly one of http, tcp, ping"),
        ({"processes": {"../a": {"command": ["x"]}}}, "String should match pattern"),
    ],
)
def test_a_mistake_is_one_line_that_says_where(tmp_path, system, message):
    with pytest.raises(SettingsError) as error:
        read(tmp_path, system)
    assert message in str(error.value)
    assert str(tmp_path / "processes.yaml") in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "processes.yaml:1:5: expected the node content"),
        ("a: 1\na: 2", "'a' is given twice"),
        ("- a", "must be a mapping with `processes`"),
        ("", "processes: Field required"),
    ],
)
def test_a_file_that_is_no_mapping_is_one_line(tmp_path, text, message):
    path = tmp_path / "processes.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=message) as error:
        load(path, {})
    assert "\n" not in str(error.value)


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(SettingsError, match=r"none.yaml: cannot be read: No such file or directory"):
        load(tmp_path / "none.yaml", {})


def test_the_back_off_doubles_to_its_maximum_and_a_stable_run_forgets():
    backoff = Backoff(Restart(initial=0.5, maximum=3, stable_after=60))
    assert [backoff.next(1) for _ in range(5)] == [0.5, 1, 2, 3, 3]
    assert backoff.next(60) == 0.5
    assert backoff.next(59) == 1
