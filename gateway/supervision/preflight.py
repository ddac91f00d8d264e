"""What is checked before the first process starts, so that a second supervisor, a busy port or a full disk is one
clear line.

Nothing has been started when a check fails.
"""

import errno
import fcntl
import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gateway.supervision.system import SystemFile

_PORT_PATIENCE = 1.0


class CannotStart(Exception):
    """A condition that the user has to change; the message is one line."""


@contextmanager
def data_directory(system: SystemFile) -> Iterator[Path]:
    """The data directory, made and locked for as long as the block runs.

    The kernel releases the lock with the process, so a killed supervisor leaves none behind. Raises `CannotStart`.
    """
    data = system.path(system.data)
    try:
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data / "hansa.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise CannotStart(f"cannot use the data directory {data}: {error.strerror}") from None
    try:
        _lock(descriptor, data)
        _require_space(data, system.free_mebibytes)
        yield data
    finally:
        os.close(descriptor)


def _lock(descriptor: int, data: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
        raise CannotStart(
            f"another `hansa up` (process {holder}) runs on {data}: stop it, or set HANSA_DATA_DIR"
        ) from None
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    except OSError as error:
        raise CannotStart(f"cannot write to {data}: {error.strerror}") from None


def _require_space(data: Path, mebibytes: int) -> None:
    free = shutil.disk_usage(data).free // (1024 * 1024)
    if free < mebibytes:
        raise CannotStart(f"the disk of {data} is full: {free} MiB free, {mebibytes} MiB needed")


def require_ports(system: SystemFile) -> None:
    """Every declared port is named once and free on loopback. Raises `CannotStart`."""
    taken: dict[int, str] = {}
    for name, process in system.processes.items():
        for variable in process.ports:
            port = system.port(variable, name)
            if port in taken:
                raise CannotStart(f"{variable} and {taken[port]} are both {port}: give each its own port")
            taken[port] = variable
            _require_free(port, variable, name)


def _require_free(port: int, variable: str, process: str) -> None:
    # A supervisor that was killed a moment ago may still have processes on their way out.
    deadline = time.monotonic() + _PORT_PATIENCE
    while (problem := _bind_problem(port)) is not None:
        if problem != errno.EADDRINUSE or time.monotonic() > deadline:
            raise CannotStart(
                f"{process} cannot listen on 127.0.0.1:{port}: {os.strerror(problem)}; free it, or set {variable}"
            )
        time.sleep(0.1)


def _bind_problem(port: int) -> int | None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(1)
        except OSError as error:
            return error.errno or errno.EIO
    return None


def find_program(name: str, environment: Mapping[str, str], directory: Path) -> str:
    """The program's path: beside the running interpreter first, so that a virtual environment need not be active,
    then on PATH.

    A name with a slash is relative to `directory`. Raises `CannotStart`.
    """
    if "/" in name:
        found = shutil.which(str(directory / name))
    else:
        search = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", os.defpath)])
        found = shutil.which(name, path=search)
    if found is None:
        raise CannotStart(f"the program {name} is not installed, or not executable")
    return found
