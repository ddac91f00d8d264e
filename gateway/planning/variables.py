"""Variables in the text of a subgraph document."""

from __future__ import annotations

import re
from collections.abc import Mapping

_STRINGS_AND_VARIABLES = re.compile(
    r'"""(?:\\"""|(?!""").)*"""' r'|"(?:\\.|[^"\\])*"' r"|\$(?P<name>@?\w+)", re.DOTALL | re.ASCII
)

CONTEXT = "@context"
"""With a number, what stands for a contextual variable until its request is built: no name a client can have."""


def parts_at_variables(text: str, names: Mapping[str, str]) -> list[str]:
    """`text` with its variables called by their new names (without the dollar), cut after each of these.

    What strings hold stays.
    """
    parts, start = [""], 0
    for found in _STRINGS_AND_VARIABLES.finditer(text):
        name = names.get(found["name"] or "")
        if name:
            parts[-1] += f"{text[start : found.start()]}${name}"
            parts.append("")
            start = found.end()
    parts[-1] += text[start:]
    return parts
