"""What the supervisor tells the person at the terminal: one line for each event, nothing for a terminal that has
gone.
"""

from rich.console import Console, RenderableType
from rich.text import Text


class Reporter:
    """Lines go out whole: a path or a token that is broken over two lines cannot be copied."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def line(self, text: str, style: str = "") -> None:
        self._print(Text(text, style=style))

    def event(self, name: str, text: str, style: str = "") -> None:
        """Something that happened to the process `name`."""
        self._print(Text.assemble((f"{name:<12}", "bold"), " ", (text, style)))

    def block(self, rendered: RenderableType) -> None:
        self._print(rendered)

    def _print(self, rendered: RenderableType) -> None:
        try:
            self._console.print(rendered, soft_wrap=isinstance(rendered, Text), highlight=False)
        except OSError:
            # `hansa up | head`, a closed terminal, a full disk under a redirect: run on without an audience.
            pass
