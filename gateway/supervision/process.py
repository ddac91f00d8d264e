"""One running process: started on a leash in a group of its own, signalled and killed as a group.

After `stop` or `kill` has returned, neither it nor anything it started in its group is left.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from gateway.supervision import leash
from gateway.supervision.logs import LogFile


class Process:
    """A started process; make one with `start`."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self._started = time.monotonic()

    @classmethod
    async def start(
        cls,
        program: str,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        directory: Path,
        log: LogFile | None = None,
        given: bytes | None = None,
    ) -> "Process":
        """Start `program` (an absolute path) with its output in `log`, or where ours goes. Raises OSError.

        What is `given` it can read from its standard input.
        """
        descriptor = log.open() if log else None
        try:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), program, *arguments),
                stdin=asyncio.subprocess.DEVNULL if given is None else asyncio.subprocess.PIPE,
                stdout=descriptor,
                stderr=descriptor,
                env=dict(environment),
                cwd=directory,
                start_new_session=True,
            )
        finally:
            if descriptor is not None:
                os.close(descriptor)
        if given is not None:
            assert child.stdin is not None
            child.stdin.write(given)
            child.stdin.close()
        return cls(child)

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def ended(self) -> bool:
        return self._child.returncode is not None

    @property
    def status(self) -> int | None:
        """Exit status, or the negative number of the signal that ended it; None while it runs."""
        return self._child.returncode

    @property
    def ran_for(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    async def wait(self) -> str:
        """Wait for the end; the answer says how it came, as in "exit status 1" or "killed by SIGKILL"."""
        status = await self._child.wait()
        self._signal_group(signal.SIGKILL)
        if status >= 0:
            return f"exit status {status}"
        return f"killed by {signal.Signals(-status).name}"

    async def stop(self, number: signal.Signals, within: float) -> bool:
        """Ask the process to end, kill it after `within` seconds; False when it had to be killed."""
        if not self.ended:
            self._signal_child(number)
        try:
            async with asyncio.timeout(within):
                await self.wait()
        except TimeoutError:
            await self.kill()
            return False
        return True

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process alone."""
        self._signal_child(number)

    async def kill(self) -> None:
        """End the process and its group at once."""
        if not self.ended:
            self._signal_group(signal.SIGKILL)
        await self.wait()

    def _signal_child(self, number: signal.Signals) -> None:
        try:
            self._child.send_signal(number)
        except ProcessLookupError:
            pass

    def _signal_group(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._child.pid, number)
        except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of the dead
            pass
