"""The README's commands: its `sh` blocks in order, each with the JSON that is shown beneath it, if any."""

import re
from dataclasses import dataclass
from typing import Any

# Needs a fresh machine, or is this test's own frame.
NOT_RUN = re.compile(r"^\s*(?:git clone|cd |make run|make test|make help)\b.*$", re.MULTILINE)
_FENCE = re.compile(r"^```(?P<tag>\w*)[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One `sh` block: `line` in the file, what is run of it, and the text of the `json` block that follows."""

    line: int
    script: str
    answer: str | None


def blocks(markdown: str) -> list[Block]:
    fences = list(_FENCE.finditer(markdown))
    found = []
    for fence, following in zip(fences, [*fences[1:], None], strict=True):
        if fence["tag"] != "sh":
            continue
        shown = following["text"] if following is not None and following["tag"] == "json" else None
        script = NOT_RUN.sub("", fence["text"]).strip()
        found.append(Block(markdown.count("\n", 0, fence.start()) + 2, script, shown))
    return found


def shape(value: Any) -> Any:
    """What two answers to one query have in common: keys and types; of a list whatever its items show together."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__
