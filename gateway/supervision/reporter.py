"""What the supervisor tells the person at the terminal: one line for each event.

A terminal that has gone (`hansa up | head`, a closed window) or a full disk under a redirect stops nothing: the
system runs on without its audience.
"""

import os
import sys

from rich.console import Console, RenderableType
from rich.text import Text


class Terminal(Console):
    """Standard output; falls silent when its reader has gone, where rich would end the program."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
        os.close(devnull)


class Reporter:
    """Lines go out whole: a path or a token that is broken over two lines cannot be copied."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def line(self, text: str, style: str = "") -> None:
        self.block(Text(text, style=style))

    def event(self, name: str, text: str, style: str = "") -> None:
        """Something that happened to the process `name`."""
        self.block(Text.assemble((f"{name:<12}", "bold"), " ", (text, style)))

    def block(self, rendered: RenderableType) -> None:
        try:
            self._console.print(rendered, soft_wrap=isinstance(rendered, Text), highlight=False)
        except OSError:
            pass
