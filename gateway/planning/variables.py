"""Variables in the text of a subgraph document."""

from __future__ import annotations

import re
from collections.abc import Mapping

_STRINGS_AND_VARIABLES = re.compile(
    r'"""(?:\\"""|(?!""").)*"""' r'|"(?:\\.|[^"\\])*"' r"|\$(?P<name>@?\w+)", re.DOTALL | re.ASCII
)

CONTEXT = "@context"
"""With a number, what stands for a contextual variable until its request is built: no name a client can have."""


def rename_variables(text: str, names: Mapping[str, str]) -> str:
    """`text` with its variables called by their new names (without the dollar); what strings hold stays."""

    def renamed(found: re.Match[str]) -> str:
        name = found["name"]
        return f"${names.get(name, name)}" if name else found[0]

    return _STRINGS_AND_VARIABLES.sub(renamed, text)
