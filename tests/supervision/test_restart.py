"""A process that dies comes back; the others do not notice."""

import os
import signal

from tests.supervision.harness import free_port, until

QUICK = {"initial": 0.2, "maximum": 0.4, "stable_after": 60}


def test_a_killed_process_is_restarted_and_the_console_says_so(up, worker):
    system = up({"processes": {"a": worker("a", restart=QUICK), "b": worker("b")}}).ready()
    first = system.pid("a")
    os.kill(first, signal.SIGKILL)
    until(lambda: system.pid("a") != first)
    system.says("a +ended \\(killed by SIGKILL\\); restart in 0.2 s: hello from a")
    until(lambda: system.output.count("a            ready after") == 2)
    assert len([name for name, _ in system.events("start") if name == "b"]) == 1


def test_the_wait_between_restarts_grows_to_its_limit(up, worker):
    system = up({"processes": {"a": worker("a", "exit=0", port=0, restart=QUICK)}})
    system.says("(?s)restart in 0.2 s.*restart in 0.4 s.*restart in 0.4 s")


def test_never_means_never(up, worker):
    system = up({"processes": {"a": worker("a", "exit=7", port=0, restart="never"), "b": worker("b")}})
    system.says("exit status 7\\); it is not restarted")
    assert system.process.poll() is None
    assert len([name for name, _ in system.events("start") if name == "a"]) == 1


def test_a_restarted_process_that_stays_unready_is_tried_again(up, worker, tmp_path):
    """The second start answers 503 for ever; the third is as good as the first."""
    port = free_port()
    flaky = worker("a", "never-ready", port=port, restart=QUICK)
    good = worker("a", port=port)["command"]
    turn = tmp_path / "turn"
    script = f'echo x >> {turn}; if [ $(wc -l < {turn}) -eq 2 ]; then exec "$@" never-ready; else exec "$@"; fi'
    flaky["command"] = ["sh", "-c", script.replace("$", "$$"), "sh", *good]
    flaky["ready"]["within"] = 3
    system = up({"processes": {"a": flaky}}).ready()
    os.kill(system.pid("a"), signal.SIGKILL)
    system.says("(?s)a was not ready within 3 s.*ended \\(killed by SIGKILL\\).*ready after")
    assert len(system.events("start")) == 3


def test_what_a_dead_process_started_is_ended_with_it(up, worker):
    system = up({"processes": {"a": worker("a", "child", restart=QUICK)}}).ready()
    [(_, grandchild)] = system.events("grandchild")
    os.kill(system.pid("a"), signal.SIGKILL)
    until(lambda: grandchild not in system.leftovers())


def test_an_overgrown_log_is_moved_aside(up, worker):
    system = up({"log_mebibytes": 1, "processes": {"a": worker("a", f"noise={2 << 20}")}}).ready()
    log = system.directory / ".hansa/logs/a.log"
    until((system.directory / ".hansa/logs/a.log.1").exists)
    until(lambda: log.stat().st_size == 0)
