"""Tables in the documentation that name tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading of a page of docs, without its head."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    section = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def is_test(cell: str) -> bool:
    """Whether a cell names a test that exists."""
    file, _, name = cell.partition("::")
    path = ROOT / file
    return (
        bool(name)
        and path.is_file()
        and re.search(rf"^(async )?def {name}\(", path.read_text("utf-8"), re.M) is not None
    )
