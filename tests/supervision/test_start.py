"""Starting: in order, until ready, or not at all."""

import socket
from pathlib import Path

from tests.supervision.harness import free_port, until


def test_a_process_starts_when_all_it_depends_on_are_ready(up, worker):
    """`c` is first in the file and last to start."""
    system = up(
        {
            "processes": {
                "c": worker("c", depends_on=["a", "b"]),
                "b": worker("b", depends_on=["a"]),
                "a": worker("a"),
            }
        }
    ).ready()
    assert [name for name, _ in system.events("start")] == ["a", "b", "c"]
    assert "hello from b" in (system.directory / ".hansa/logs/b.log").read_text()


def test_a_process_that_ends_before_it_is_ready_stops_the_whole_start(up, worker):
    system = up({"processes": {"good": worker("good"), "bad": worker("bad", "exit=3", depends_on=["good"])}})
    assert system.ended() == 1
    assert "bad ended before it was ready (exit status 3)" in system.output
    assert "a clear last word" in system.output, "the last lines of its log"
    assert "bad          stopped" not in system.output, "it had ended by itself"
    assert [name for name, _ in system.events("stop")] == ["good"]
    assert system.leftovers() == []


def test_a_process_that_stays_unready_is_named_with_its_reason_and_its_log(up, worker):
    port = free_port()
    slow = worker("slow", "never-ready", port=port)
    slow["ready"]["within"] = 2
    system = up({"processes": {"slow": slow}})
    assert system.ended() == 1
    assert "slow was not ready within 2 s" in system.output
    assert "answered 503: still loading" in system.output
    assert "hello from slow" in system.output
    assert system.leftovers() == []


def test_a_busy_port_is_one_line_and_nothing_is_started(up, worker):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        system = up({"variables": {"A_PORT": port}, "processes": {"a": worker("a", port=port, ports=["A_PORT"])}})
        assert system.ended() == 1
    assert system.output == f"a cannot listen on 127.0.0.1:{port}: Address already in use; free it, or set A_PORT\n"
    assert system.events("start") == []


def test_two_variables_with_one_port_are_refused(up, worker):
    port = free_port()
    system = up(
        {
            "variables": {"A_PORT": port, "B_PORT": port},
            "processes": {"a": worker("a", ports=["A_PORT"]), "b": worker("b", ports=["B_PORT"])},
        }
    )
    assert system.ended() == 1
    assert system.output == f"B_PORT and A_PORT are both {port}: give each its own port\n"


def test_a_missing_program_is_one_line_and_nothing_is_started(up, worker):
    system = up({"processes": {"a": worker("a"), "b": {"command": ["no-such-program-here"]}}})
    assert system.ended() == 1
    assert system.output == "the program no-such-program-here is not installed, or not executable\n"
    assert system.events("start") == []


def test_a_second_supervisor_on_the_same_data_says_so(up, worker):
    first = up({"processes": {"a": worker("a")}}).ready()
    (first.directory / "console").rename(first.directory / "console-of-the-first")
    second = up({"processes": {"a": worker("a")}})
    assert second.ended() == 1
    assert f"another `hansa up` (process {first.process.pid}) runs on {first.directory / '.hansa'}" in second.output
    assert second.output.count("\n") == 1


def test_a_data_directory_that_cannot_be_made_is_one_line(up, worker):
    system = up({"data": "processes.yaml/data", "processes": {"a": worker("a")}})
    assert system.ended() == 1
    assert "cannot use the data directory" in system.output
    assert "Not a directory" in system.output
    assert "Traceback" not in system.output


def test_too_little_space_on_the_disk_is_one_line(up, worker):
    system = up({"free_mebibytes": 1 << 40, "processes": {"a": worker("a")}})
    assert system.ended() == 1
    assert "is full" in system.output
    assert f"{1 << 40} MiB needed" in system.output
    assert system.events("start") == []


def test_a_tcp_probe_waits_for_the_listener(up, worker):
    port = free_port()
    probed = worker("a", port=port) | {"ready": {"tcp": f"127.0.0.1:{port}"}}
    up({"processes": {"a": probed}}).ready()


def test_a_mistake_in_the_file_has_an_exit_status_of_its_own(up, worker):
    system = up({"processes": {"a": worker("a", restarts="never")}})
    assert system.ended() == 2
    assert system.output == f"{system.file}: processes.a.restarts: unknown key\n"


def test_variables_reach_every_process(up, tmp_path: Path):
    out = tmp_path / "out"
    script = f'echo "$SHARED $OWN" > {out}; sleep 60'
    # $$ is a dollar sign in this file.
    command = ["sh", "-c", script.replace("$", "$$")]
    system = up(
        {
            "variables": {"SHARED": "default"},
            "processes": {"a": {"command": command, "environment": {"OWN": "${SHARED}!"}}},
        },
        SHARED="given",
    ).ready()
    until(lambda: out.exists() and out.read_text())
    system.stop()
    assert out.read_text() == "given given!\n"
