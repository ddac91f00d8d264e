"""Fixtures that start supervisors and describe their workers."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.supervision.harness import Up, free_port, worker_command

Start = Callable[..., Up]


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Start]:
    """Start a supervisor over `system`; whatever it leaves is killed after the test."""
    started: list[Up] = []

    def start(system: dict[str, Any], **environment: str) -> Up:
        started.append(Up(tmp_path / "system", system, environment))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
        for pid in one.leftovers():
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def worker(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """The settings of one worker, ready when it answers on its port; `port=0` for one without a probe."""

    def settings(name: str, *options: str, port: int | None = None, **more: Any) -> dict[str, Any]:
        port = free_port() if port is None else port
        command = worker_command(tmp_path / "system", name, port, *options)
        ready = {"ready": {"http": f"http://127.0.0.1:{port}/ready", "within": 20}} if port else {}
        return {"command": command, **ready, **more}

    return settings
