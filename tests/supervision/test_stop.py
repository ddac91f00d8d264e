"""Stopping: in reverse order, within ten seconds, with nothing left behind."""

import os
import signal
import subprocess
import sys

import pytest

from tests.supervision.harness import UP, free_port, until


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_dependents_stop_before_what_they_depend_on(up, worker, number):
    system = up(
        {
            "processes": {
                "a": worker("a"),
                "b": worker("b", depends_on=["a"]),
                "c": worker("c", depends_on=["b"]),
            }
        }
    ).ready()
    assert system.stop(number) == 0
    assert [name for name, _ in system.events("stop")] == ["c", "b", "a"]
    assert f"{number.name}: stopping" in system.output
    assert system.leftovers() == []


def test_a_stubborn_process_is_killed_and_named(up, worker):
    system = up({"processes": {"a": worker("a", "stubborn", stop={"within": 0.5}), "b": worker("b")}}).ready()
    assert system.stop() == 0
    assert "a            killed: it did not stop within 0.5 s" in system.output
    assert [name for name, _ in system.events("stop")] == ["b"]
    assert system.leftovers() == []


def test_a_second_signal_kills_at_once(up, worker):
    system = up({"processes": {"a": worker("a", "stubborn", stop={"within": 600})}}).ready()
    system.process.send_signal(signal.SIGINT)
    system.says("SIGINT: stopping")
    assert system.stop(signal.SIGINT) == 0
    assert system.leftovers() == []


def test_a_long_row_of_stubborn_processes_still_ends(up, worker):
    """Each alone would be patient enough; the whole has a limit of its own."""
    row = {
        f"p{number}": worker(
            f"p{number}",
            "stubborn",
            port=free_port(),
            stop={"within": 600},
            depends_on=[f"p{number - 1}"] if number else [],
        )
        for number in range(3)
    }
    system = up({"processes": row}).ready()
    assert system.stop() == 0
    assert system.leftovers() == []


def test_a_signal_during_the_start_ends_what_has_started(up, worker):
    system = up({"processes": {"a": worker("a"), "b": worker("b", "never-ready", depends_on=["a"])}})
    until(lambda: len(system.events("start")) == 2)
    assert system.stop() == 0
    assert system.leftovers() == []


def test_processes_in_a_process_do_not_outlive_it(up, worker):
    system = up({"processes": {"a": worker("a", "child")}}).ready()
    assert len(system.events("grandchild")) == 1
    assert system.stop() == 0
    assert system.leftovers() == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends processes with their parent")
def test_a_killed_supervisor_leaves_no_orphan_and_no_lock(up, worker):
    port = free_port()
    settings = {
        "variables": {"A_PORT": port},
        "processes": {"a": worker("a", port=port, ports=["A_PORT"]), "b": worker("b")},
    }
    system = up(settings).ready()
    until(lambda: len(system.events("start")) == 2)
    system.process.kill()
    system.ended()
    until(lambda: system.leftovers() == [])
    (system.directory / "console").unlink()
    assert up(settings).ready().stop() == 0


def test_a_reader_that_has_gone_does_not_stop_the_system(up, worker, tmp_path):
    """`hansa up | head -1`: the pipe is closed long before the end."""
    system = up({"processes": {"a": worker("a")}}).ready()
    system.stop()
    reader, writer = os.pipe()
    again = subprocess.Popen([sys.executable, "-c", UP, str(system.file)], stdout=writer, stderr=subprocess.PIPE)
    os.close(reader)
    os.close(writer)
    until(lambda: len(system.events("start")) == 2)
    again.terminate()
    _, errors = again.communicate(timeout=30)
    assert again.returncode == 0
    assert errors == b""
    assert system.leftovers() == []
