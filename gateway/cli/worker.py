"""One of several workers: `python -m gateway.cli.worker`, started by `supervising`, which writes a `Task` to its stdin.

It begins with the supergraph of the file.  Should that be bad by the time that a worker is started anew, it begins with
what the workers last served, of which they keep a copy beside their sockets, and refuses the file as they did.
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
    from gateway.composition import Contract
    from gateway.execution.reload import Looks
    from gateway.execution.watch import FileWatch
    from gateway.telemetry import Service


@dataclass(frozen=True)
class Task:
    """What a worker is to do.

    Args:
        settings: as the supervisor has read them.
        supergraph: file.
        contract: of which it is served; None for all of it.
        place: among the workers.
    """

    settings: Settings
    supergraph: Path
    contract: Contract | None
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
    from gateway.cli.output import FAILED, MISUSED, complain
    from gateway.config import SettingsError
    from gateway.execution.reload import RefusedError
    from gateway.federation.supergraph import SupergraphError

    copy = Copy(task.place.admin.with_name("supergraph.graphql"))
    try:
        content = task.supergraph.read_bytes()
        return _service(task, _viewed(task, content), content, copy)
    except (OSError, SupergraphError, SettingsError, RefusedError) as error:
        if (last := copy.read()) is not None:
            return _service(task, last, last, copy)
        if isinstance(error, SettingsError):
            complain(error.problems)
        elif isinstance(error, SupergraphError):
            complain([f"{task.supergraph} is no supergraph: {error}"])
        elif isinstance(error, RefusedError):
            complain([f"{task.supergraph} has no such contract", *str(error).split("\n")])
        else:
            complain([f"{task.supergraph} cannot be read: {error.strerror}"])
        sys.exit(FAILED if isinstance(error, RefusedError) else MISUSED)


def _viewed(task: Task, content: bytes) -> bytes:
    """What of the file is served.  Raises SupergraphError and RefusedError."""
    if task.contract is None:
        return content
    from gateway.cli.output import note
    from gateway.cli.viewing import view_of

    view, hints = view_of(content, task.contract)
    for hint in hints:
        note(str(hint))
    return view


def _service(task: Task, content: bytes, known: bytes, copy: Copy) -> Service:
    """Serves `content`, until the file has another than `known`.  Raises SupergraphError and SettingsError."""
    from gateway.app import Graph, build_service
    from gateway.execution.watch import FileWatch, PlainFile, digest_of
    from gateway.federation.supergraph import Supergraph

    files = FileWatch(PlainFile(task.supergraph), digest_of(known))
    graph = Graph(Supergraph.from_bytes(content), content, _watch(task, files), keep=copy.keep)
    service = build_service(task.settings, graph, task.place)
    copy.keep(content)
    return service


def _watch(task: Task, files: FileWatch) -> Looks:
    if task.contract is None:
        return files
    from gateway.cli.viewing import ViewWatch

    return ViewWatch(files, task.contract)


if __name__ == "__main__":
    main()
