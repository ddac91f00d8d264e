"""Ties a process to its supervisor's life, then becomes the program: `python leash.py PARENT PROGRAM ARGUMENTS…`.

On Linux the kernel kills the program when the supervisor goes, even by `kill -9` (prctl(2), PR_SET_PDEATHSIG, which
survives exec). It is a program of its own because code between fork and exec is unsafe in a process that has threads;
it therefore imports the standard library only. Elsewhere it only executes the program, and the supervisor's own
orderly stop is all there is.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def hold(parent: int) -> None:
    """Ask to be killed with the parent; end now if it has gone already. Raises OSError when the kernel refuses."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def main(arguments: list[str]) -> None:
    parent, program, *rest = arguments
    hold(int(parent))
    try:
        os.execv(program, [program, *rest])
    except OSError as error:
        sys.exit(f"cannot run {program}: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
