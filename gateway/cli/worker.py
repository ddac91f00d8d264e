"""One of several workers: `python -m gateway.cli.worker`, started by `supervising`, which writes a `Task` to its stdin.

It begins with the supergraph of the file.  Should that be bad by the time that a worker is started anew, it begins with
the one that the workers last served, of which they keep a copy beside their sockets, and refuses the file as they did.
"""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gateway.config import Settings
from gateway.telemetry.place import Place

if TYPE_CHECKING:
    from gateway.telemetry import Service


@dataclass(frozen=True)
class Task:
    """What a worker is to do.

    Args:
        settings: as the supervisor has read them.
        supergraph: file.
        place: among the workers.
    """

    settings: Settings
    supergraph: Path
    place: Place


class Copy:
    """Of the supergraph that was last served by any of the workers.

    Args:
        file: where it is kept.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def keep(self, content: bytes) -> None:
        """This is served now."""
        fresh = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        fresh.write_bytes(content)
        fresh.replace(self._file)

    def read(self) -> bytes | None:
        """None when nothing was served yet."""
        return self._file.read_bytes() if self._file.exists() else None


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    from gateway.cli.observing import telemetry_settings
    from gateway.telemetry import run

    task: Task = pickle.loads(sys.stdin.buffer.read())
    run(service_for(task), telemetry_settings(task.settings))


def service_for(task: Task) -> Service:
    """The gateway in its place; without a supergraph that can be served the process ends."""
    from gateway.cli.output import MISUSED, complain
    from gateway.config import SettingsError
    from gateway.federation.supergraph import SupergraphError

    copy = Copy(task.place.admin.with_name("supergraph.graphql"))
    try:
        return _service(task, task.supergraph.read_bytes(), copy)
    except (OSError, SupergraphError, SettingsError) as error:
        if (content := copy.read()) is not None:
            return _service(task, content, copy)
        if isinstance(error, SettingsError):
            complain(error.problems)
        elif isinstance(error, SupergraphError):
            complain([f"{task.supergraph} is no supergraph: {error}"])
        else:
            complain([f"{task.supergraph} cannot be read: {error.strerror}"])
        sys.exit(MISUSED)


def _service(task: Task, content: bytes, copy: Copy) -> Service:
    """Raises SupergraphError and SettingsError."""
    from gateway.app import Graph, build_service
    from gateway.execution.watch import FileWatch, PlainFile, digest_of
    from gateway.federation.supergraph import Supergraph

    watch = FileWatch(PlainFile(task.supergraph), digest_of(content))
    graph = Graph(Supergraph.from_bytes(content), content, watch, keep=copy.keep)
    service = build_service(task.settings, graph, task.place)
    copy.keep(content)
    return service


if __name__ == "__main__":
    main()
