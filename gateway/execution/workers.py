"""Work on large documents, done in processes beside: the gateway's side of `worker`.

Reading and planning hold the interpreter lock, so that a thread would delay everybody; a process does not, can be given
a limit of time and memory, and can be ended.  The process is started with the first job and ended when there has
been none for a while.  If it is gone, the next job starts another; a job that was lost with it is done again, once.
Who cancels a job ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import socket
import subprocess
import sys
from typing import Final

from gateway.execution.codes import ErrorCode
from gateway.execution.jobs import HEADER, Job, Setup, framed
from gateway.execution.parcel import pack

logger = logging.getLogger(__name__)

IDLE: Final = 60.0
"""Seconds without a job after which the process is ended."""
ENDING: Final = 5.0
"""Seconds that a process has for ending by itself."""
DYING: Final = 0.2
WAITING_PER_PROCESS: Final = 50


class WorkerError(Exception):
    """No result, for a reason that may be gone the next time; the message is for the client."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Workers:
    """Does jobs over one supergraph.

    Args:
        setup: what the process is started with.
        processes: jobs at the same time; as many again times `WAITING_PER_PROCESS` may wait.
        idle: see `IDLE`.
    """

    def __init__(self, setup: Setup, processes: int, *, idle: float = IDLE) -> None:
        self._setup = setup
        self._slots = asyncio.Semaphore(processes)
        self._most = processes * (1 + WAITING_PER_PROCESS)
        self._idle = idle
        self._jobs = 0
        self._process: _Process | None = None
        self._starting: asyncio.Task[_Process] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def process(self) -> int | None:
        """The id of the process; None when there is none."""
        return self._process.id if self._process else None

    async def run(self, job: Job) -> bytes:
        """The result of a job, packed.

        Raises:
            WorkerError: there is none.
        """
        if self._jobs >= self._most:
            message = "Too many large operations wait for being read and planned; try again later."
            raise WorkerError(ErrorCode.GATEWAY_BUSY, message)
        self._jobs += 1
        self._stop_timer()
        try:
            async with self._slots:
                return await self._done(pack(job))
        finally:
            self._jobs -= 1
            if not self._jobs:
                self._timer = asyncio.get_running_loop().call_later(self._idle, self._end)
                if self._closed:
                    self._end()

    def close(self) -> None:
        """End the process once its jobs are done."""
        self._closed = True
        if not self._jobs:
            self._end()

    async def _done(self, job: bytes) -> bytes:
        for _ in range(2):
            process = await self._started()
            try:
                return await process.run(job)
            except _Lost as error:
                if not await process.has_ended():
                    logger.error("a job for a large document ended without a result", extra={"reason": str(error)})
                    break
                logger.error("the process for large documents is gone", extra={"reason": process.end()})
                if self._process is process:
                    self._process = None
        message = "The gateway failed to prepare this operation; if it does so again, the operation may be too large."
        raise WorkerError(ErrorCode.INTERNAL_SERVER_ERROR, message)

    async def _started(self) -> _Process:
        """The process; its start is shared, and goes on when who asked for it first is cancelled."""
        if self._process is not None:
            return self._process
        if self._starting is None:
            self._starting = asyncio.create_task(_Process.start(self._setup))
            self._starting.add_done_callback(self._has_started)
        return await asyncio.shield(self._starting)

    def _has_started(self, starting: asyncio.Task[_Process]) -> None:
        self._starting = None
        if not starting.cancelled() and starting.exception() is None:
            self._process = starting.result()

    def _end(self) -> None:
        self._stop_timer()
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Lost(Exception):
    """The other side closed before it had answered."""


class _Process:
    """One `worker` and its control socket."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self._process = process
        self._control = control

    @classmethod
    async def start(cls, setup: Setup) -> _Process:
        """Start a process; it will take jobs when it has loaded the supergraph."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.to_thread(_spawn, theirs.fileno())
        ours.setblocking(False)
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().sock_sendall(ours, framed(pickle.dumps(setup)))
        return cls(process, ours)

    @property
    def id(self) -> int:
        return self._process.pid

    async def has_ended(self) -> bool:
        """Whether it has; one that was killed just now is given a moment to be seen dead."""
        try:
            await asyncio.to_thread(self._process.wait, DYING)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end(self) -> str:
        """Make sure that it has ended; says how."""
        self._control.close()
        self._process.kill()
        return f"exit status {self._process.wait()}"

    def close(self) -> None:
        """Let it end by itself, which it does when nobody can give it jobs any more."""
        self._control.close()
        asyncio.get_running_loop().run_in_executor(None, _reap, self._process)

    async def run(self, job: bytes) -> bytes:
        """The result of a packed job; being cancelled ends the work on it.

        Raises:
            _Lost: the process or its child ended.
        """
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        with ours:
            try:
                with theirs:
                    socket.send_fds(self._control, [b"j"], [theirs.fileno()])
                ours.setblocking(False)
                await loop.sock_sendall(ours, framed(job))
                length = int.from_bytes(await _read(ours, HEADER), "big")
                return bytes(await _read(ours, length))
            except OSError as error:
                raise _Lost(str(error)) from error


def _spawn(descriptor: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gateway.execution.worker", str(descriptor)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    nothing = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment, stdin=nothing, stdout=nothing, pass_fds=[descriptor])


async def _read(connection: socket.socket, length: int) -> bytearray:
    loop = asyncio.get_running_loop()
    found = bytearray(length)
    view = memoryview(found)
    while view:
        count = await loop.sock_recv_into(connection, view)
        if not count:
            raise _Lost("its process ended")
        view = view[count:]
    return found


def _reap(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
