"""The command `hansa`.

Exit status: 0 done, 1 it could not be done (composition errors, a busy port), 2 the command, its settings or its files
are at fault.  Errors are clear lines on stderr, never a traceback.  Everything heavy is imported by the command that
needs it, so that help is quick.
"""

from gateway.cli.main import main

__all__ = ["main"]
