"""The command `hansa` as a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Any

COMMAND = (sys.executable, "-m", "gateway.cli")
ROOT = Path(__file__).parents[2]
SUPERGRAPH = ROOT / "schema" / "supergraph.graphql"


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's, without settings of Hansa's, and with `extra`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANSA_", "OTEL_"))}
    return {**kept, "PYTHONPATH": str(ROOT), **(extra or {})}


def hansa(
    *arguments: str | Path, stdin: str = "", cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run to the end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=cwd,
        env=environment(env),
        check=False,
    )


def clear(stderr: str) -> list[str]:
    """The lines of an error message; there is never a traceback."""
    assert "Traceback" not in stderr
    return stderr.splitlines()


@dataclass
class Gateway:
    """A running `hansa serve`."""

    process: subprocess.Popen[str]
    url: str = ""
    admin: str = ""
    log: list[dict[str, Any]] = field(default_factory=list)
    _lines: Queue[str] = field(default_factory=Queue)

    def wait_for(self, message: str) -> dict[str, Any]:
        """The next log line with this message; fails when the process ends or nothing comes."""
        while True:
            try:
                line = self._lines.get(timeout=30)
            except Empty:
                raise AssertionError(f"no {message!r} in {self.log}") from None
            self.log.append(json.loads(line))
            if self.log[-1]["message"] == message:
                return self.log[-1]

    def read(self) -> None:
        """Collect lines in a thread of its own until the stream ends."""
        assert self.process.stderr
        for line in self.process.stderr:
            self._lines.put(line)

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def serving(*arguments: str | Path, data: Path, env: Mapping[str, str] | None = None) -> Iterator[Gateway]:
    """`hansa serve` on ports the system chooses, killed at the end if still there."""
    chosen = {"HANSA_SERVER__PORT": "0", "HANSA_ADMIN__PORT": "0", "HANSA_DATA_DIR": str(data), **(env or {})}
    process = subprocess.Popen(
        [*COMMAND, "serve", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(chosen),
    )
    gateway = Gateway(process)
    threading.Thread(target=gateway.read, daemon=True).start()
    try:
        listening = gateway.wait_for("listening")
        gateway.url, gateway.admin = f"{listening['url']}/graphql", listening["admin"]
        yield gateway
    finally:
        process.kill()
        process.wait(10)
