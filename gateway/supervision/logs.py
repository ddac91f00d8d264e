"""One bounded log file for each process.

A process writes to its file directly, in append mode, so that no log line passes through the supervisor and a stopped
supervisor blocks nobody. When the file has grown beyond its limit it is copied to NAME.log.1 and emptied; a line
written in between is lost.
"""

import json
import os
import shutil
from pathlib import Path

_TAIL_BYTES = 64 * 1024


class LogFile:
    """`limit` in bytes; on disk the two files together stay near twice that."""

    def __init__(self, path: Path, limit: int) -> None:
        self.path = path
        self._limit = limit
        self._run_began = 0

    def open(self) -> int:
        """A descriptor to append to, for one run of the process. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._run_began = os.fstat(descriptor).st_size
        return descriptor

    def trim(self) -> None:
        """Move an overgrown log aside. Raises OSError."""
        if self.path.stat().st_size <= self._limit:
            return
        shutil.copyfile(self.path, self.path.with_name(f"{self.path.name}.1"))
        os.truncate(self.path, 0)
        self._run_began = 0

    def tail(self, lines: int) -> list[str]:
        """The last lines that the present run wrote."""
        return [readable(line) for line in self._present()[-lines:]]

    def last_words(self) -> str | None:
        """The last line of the present run, if it may tell why that ended."""
        line = next(iter(self._present()[-1:]), "")
        return readable(line) if line and tells_trouble(line) else None

    def _present(self) -> list[str]:
        try:
            with self.path.open("rb") as file:
                end = file.seek(0, os.SEEK_END)
                file.seek(max(min(self._run_began, end), end - _TAIL_BYTES))
                text = file.read().decode("utf-8", "replace")
        except OSError:
            return []
        return [line for line in text.splitlines() if line.strip()]


def tells_trouble(line: str) -> bool:
    """Whether a log line can be the reason of an end: any but a JSON line of a level below warning."""
    try:
        record = json.loads(line)
    except ValueError:
        return True
    return not isinstance(record, dict) or record.get("level") not in ("debug", "info")


def readable(line: str) -> str:
    """The message of a JSON log line, for people; any other line as it is."""
    try:
        record = json.loads(line)
    except ValueError:
        return line
    message = record.get("message") if isinstance(record, dict) else None
    return message if isinstance(message, str) and message else line
