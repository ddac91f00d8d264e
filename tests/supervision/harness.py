"""A `hansa up` in a process of its own, over a file that the test writes."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

WORKER = Path(__file__).with_name("worker.py")
PATIENCE = 30.0
UP = "\n".join(
    (
        "import sys",
        "from pathlib import Path",
        "from gateway.supervision.up import run_up",
        "sys.exit(run_up(Path(sys.argv[1])))",
    )
)


def until(condition: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """The condition's first true value; fails the test when none comes within `patience` seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError("the awaited condition never came")


def worker_command(directory: Path, name: str, port: int, *options: str) -> list[str]:
    return [sys.executable, str(WORKER), str(directory), name, str(port), *options]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A killed orphan is a zombie until this machine's first process has reaped it.
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


class Up:
    """One supervisor, its output so far, and the events its workers noted."""

    def __init__(self, directory: Path, system: dict[str, Any], environment: dict[str, str]) -> None:
        self.directory = directory
        directory.mkdir(exist_ok=True)
        self.file = directory / "processes.yaml"
        self.file.write_text(yaml.safe_dump({"directory": ".", **system}))
        self._output = directory / "console"
        with self._output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", UP, str(self.file)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, "COLUMNS": "200", **environment},
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._output.read_text()

    def events(self, kind: str) -> list[tuple[str, int]]:
        """(name, pid) of each event of one kind, oldest first."""
        path = self.directory / "events"
        if not path.exists():
            return []
        lines = (line.split() for line in path.read_text().splitlines())
        return [(name, int(pid)) for event, name, pid in lines if event == kind]

    def pid(self, name: str) -> int:
        """The newest process of that name."""
        return [pid for other, pid in self.events("start") if other == name][-1]

    def says(self, text: str) -> str:
        """Wait until the supervisor has printed something that matches."""
        until(lambda: re.search(text, self.output) or self.process.poll() is not None)
        assert re.search(text, self.output), self.output
        return self.output

    def ready(self) -> "Up":
        self.says("Everything is ready")
        return self

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        return self.process.wait(PATIENCE)

    def leftovers(self) -> list[int]:
        started = self.events("start") + self.events("grandchild")
        return [pid for _, pid in started if alive(pid)]
