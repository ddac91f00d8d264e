"""A process that reads and plans large documents: `python -m gateway.execution.worker`, started by `workers`.

It loads the supergraph once and then forks a child for each job, so that a child begins with everything loaded, cannot
harm the next one, and takes whatever memory it used along when it ends.  A child ends when its work is done, when its
time or memory is used up, or at once when nobody waits for it any more: the kernel tells it that nobody listens.

The first file descriptor argument is a stream socket: it brings the setup, then for each job one byte with a descriptor
of the socket on which the job comes and its result goes.  When it closes, this process ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import pickle
import resource
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NoReturn

from gateway.execution.codes import ErrorCode
from gateway.execution.jobs import HEADER, JobName, Setup, framed
from gateway.execution.parcel import pack, unpack
from gateway.execution.preparer import Preparer
from gateway.execution.refusal import Refusal
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document

LARGEST_RESULT: Final = 64 * 2**20
RESERVE: Final = 4 * 2**20
"""Bytes kept for saying that there is no more memory."""
NICENESS: Final = 5
"""Of children: the event loop goes first.  Starting has the gateway's own, as everybody who asked waits for it."""
LOOK_SECONDS: Final = 0.01
"""Of processor time, after which a child looks how much memory it has."""
LEEWAY: Final = 2
"""As much memory again is taken before the system refuses it."""
RECURSION: Final = 5_000
_PAGE: Final = resource.getpagesize()


JOBS: Final[dict[JobName, Callable[..., Any]]] = {
    "outline": Preparer.outline,
    "plan": Preparer.plan_text,
    "conditions": Preparer.conditions_text,
    "introspect": Preparer.introspect_text,
}


def main(descriptor: int) -> None:
    """Serve until the control socket closes."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=descriptor) as control:
        setup: Setup = pickle.loads(receive(control))
        preparer = Preparer(Supergraph.from_sdl(setup.sdl), setup.limits, setup.budgets)
        _warm(preparer)
        while accepted := _accept(control):
            with accepted:
                if os.fork() == 0:
                    control.close()
                    _child(accepted, preparer, setup)


def _warm(preparer: Preparer) -> None:
    """Load what every job needs, and let children share it: the collector would write to each object's page."""
    document = preparer.read("{ __typename }", None)
    if isinstance(document, Document):
        preparer.plan(document, document.variant({}))
    gc.collect()
    gc.freeze()
    gc.disable()


def _accept(control: socket.socket) -> socket.socket | None:
    """The socket of the next job; None at the end."""
    data, descriptors, *_ = socket.recv_fds(control, 1, 1)
    return socket.socket(fileno=descriptors[0]) if data and descriptors else None


def _child(connection: socket.socket, preparer: Preparer, setup: Setup) -> NoReturn:
    """Do one job and end this process, whatever happens."""
    try:
        name, arguments = unpack(receive(connection), preparer.supergraph.api_schema)
        sys.setrecursionlimit(RECURSION)
        _limit(setup)
        os.nice(NICENESS)
        with _ended_with(connection):
            result = _result(lambda: JOBS[name](preparer, *arguments), setup)
        send(connection, result)
        os._exit(0)
    except OSError:
        os._exit(1)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(2)


def _result(work: Callable[[], Any], setup: Setup) -> bytes:
    """What `work` returns, packed, or that it takes too much."""
    reserve = bytearray(RESERVE)
    try:
        parcel = pack(work())
        takes = f"a result of more than {LARGEST_RESULT // 2**20} MiB" if len(parcel) > LARGEST_RESULT else ""
    except _OutOfTime:
        takes = f"more than {setup.seconds} s of work"
    except (_OutOfMemory, MemoryError):
        del reserve
        takes = f"more than {setup.memory // 2**20} MiB of memory"
    except RecursionError:
        takes = "deeper nesting than can be handled"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if not takes:
        return parcel
    _lift_memory_limit()
    message = f"Preparing this operation takes {takes}."
    return pack(Refusal.of("plan", ErrorCode.QUERY_PLAN_TOO_COMPLEX.value, message))


# -- the end of a child
class _OutOfTime(BaseException):
    """The processor time is used up; no `Exception`, so that nothing takes it for one of its own."""


class _OutOfMemory(BaseException):
    """The memory is used up, by the limit's measure: unlike with MemoryError there is some left to end with."""


def _limit(setup: Setup) -> None:
    """Limit this process: first by exceptions, and a second or as much memory again later for good.

    Python 3.11 dies of a MemoryError when there is no room for the traceback through many frames.
    """

    def out_of_time(*_: object) -> None:
        raise _OutOfTime

    signal.signal(signal.SIGXCPU, out_of_time)
    resource.setrlimit(resource.RLIMIT_CPU, (setup.seconds, setup.seconds + 1))
    mapped = Path("/proc/self/statm")
    if not mapped.exists():
        return
    before = _mapped(mapped)

    def out_of_memory(*_: object) -> None:
        if _mapped(mapped) - before > setup.memory:
            signal.setitimer(signal.ITIMER_PROF, 0)
            raise _OutOfMemory

    signal.signal(signal.SIGPROF, out_of_memory)
    signal.setitimer(signal.ITIMER_PROF, LOOK_SECONDS, LOOK_SECONDS)
    most = before + setup.memory * LEEWAY
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _mapped(statm: Path) -> int:
    """Bytes of address space, of which this process may not touch all (proc(5))."""
    return int(statm.read_text().split()[0]) * _PAGE


def _lift_memory_limit() -> None:
    """Make room for the last words: what was made may be garbage, but nobody collects it."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


@contextlib.contextmanager
def _ended_with(connection: socket.socket) -> Iterator[None]:
    """End this process at once, by a signal, when the other side closes; nothing may be sent to it meanwhile."""
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    flags = fcntl.fcntl(connection, fcntl.F_GETFL)
    fcntl.fcntl(connection, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(connection, fcntl.F_SETFL, flags | os.O_ASYNC)
    if select.select([connection], [], [], 0)[0]:
        os._exit(1)
    try:
        yield
    finally:
        fcntl.fcntl(connection, fcntl.F_SETFL, flags)


# -- messages
def send(connection: socket.socket, message: bytes) -> None:
    """Write a message."""
    connection.sendall(framed(message))


def receive(connection: socket.socket) -> bytes:
    """Read a message; raises OSError when the other side is gone."""
    length = int.from_bytes(_exactly(connection, HEADER), "big")
    return _exactly(connection, length)


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(min(length - len(parts), 2**20))
        if not part:
            raise ConnectionResetError("the gateway is gone")
        parts += part
    return bytes(parts)


if __name__ == "__main__":
    main(int(sys.argv[1]))
