"""Processes that are measured: started, watched through /proc, and stopped with all their descendants.

CPU time is user and system time of the whole tree, ended children included; memory is the sum of each process's
highest resident size since the last `forget_peak`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """CPU seconds so far and peak MB (10^6 bytes) of a process tree."""

    cpu: float
    peak: float


class Tree:
    """A process and its descendants.

    Args:
        pid: of the root.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def usage(self) -> Usage:
        """Now."""
        pids = self.pids()
        return Usage(sum(map(_cpu, pids)), sum(map(_peak, pids)))

    def forget_peak(self) -> None:
        """Let the peak begin at the present size."""
        for pid in self.pids():
            with suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5")

    def pids(self) -> list[int]:
        """Of all who live, the root first."""
        children: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and (stat := _stat(int(entry.name))):
                children.setdefault(int(stat[1]), []).append(int(entry.name))
        return list(_descend(self.pid, children))


def _descend(pid: int, children: Mapping[int, Sequence[int]]) -> Iterator[int]:
    yield pid
    for child in children.get(pid, ()):
        yield from _descend(child, children)


def _stat(pid: int) -> list[str]:
    """The fields after the name: state, ppid, …; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _cpu(pid: int) -> float:
    """utime, stime, cutime and cstime (proc(5), fields 14 to 17)."""
    return sum(map(int, _stat(pid)[11:15])) / _TICKS


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(lines.get("VmHWM", "0 kB").split()[0]) * 1024 / 1e6


def start(command: Sequence[str], env: Mapping[str, str], cwd: Path, log: Path) -> subprocess.Popen[bytes]:
    """In a session of its own, its output in `log`."""
    with log.open("wb") as output:
        return subprocess.Popen(
            list(command),
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes], patience: float = 5.0) -> None:
    """SIGTERM to its session, then SIGKILL."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
