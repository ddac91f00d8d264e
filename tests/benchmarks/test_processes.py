"""CPU and memory of a process tree, from /proc."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.processes import Tree

BURN = "import time\nwhile time.process_time() < 0.3: pass\n"
CHILD = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN!r}])\n"
WAIT = "print('ready', flush=True)\nsys.stdin.read()\n"


@contextmanager
def running(code: str) -> Iterator[Tree]:
    """Runs `code`, then waits to be measured."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", f"import sys\n{code}{WAIT}"], **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout.readline() == b"ready\n"
        yield Tree(process.pid)
        process.stdin.close()


def test_what_a_process_and_its_ended_children_burnt_is_counted() -> None:
    with running(BURN) as tree:
        assert tree.usage().cpu > 0.25
    with running(CHILD) as tree:
        assert tree.usage().cpu > 0.25


def test_living_descendants_belong_to_the_tree() -> None:
    child = f"import subprocess\nchild = subprocess.Popen([sys.executable, '-c', {BURN + 'time.sleep(60)'!r}])\n"
    with running(child + "import atexit\natexit.register(child.kill)\n") as tree:
        while tree.usage().cpu < 0.25:
            time.sleep(0.05)
        assert len(tree.pids()) == 2


def test_the_peak_remembers_until_it_is_forgotten() -> None:
    with running("held = bytearray(80_000_000)\ndel held\n") as tree:
        before = tree.usage().peak
        tree.forget_peak()
        assert before > 80 > tree.usage().peak
