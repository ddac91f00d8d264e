"""The smallest pieces a passage is packed from, and how long text is cut when no better bound is left.

A unit is a slice of the document that should not be torn: a sentence, a list item, a code block, a table. Units are in
reading order, do not overlap, and together cover every character of the text that is not white space.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class UnitKind(Enum):
    """What a unit is, as far as packing cares."""

    HEADING = "heading"
    PROSE = "prose"
    BLOCK = "block"


@dataclass(frozen=True)
class Unit:
    """The slice `[start, end)` of the text, under `headings` (outermost first).

    A HEADING keeps company with what follows it; only PROSE may be repeated as overlap; a BLOCK is code, a table or
    anything else that reads badly in part.
    """

    start: int
    end: int
    kind: UnitKind
    headings: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """Characters."""
        return self.end - self.start


def cut_at_lines(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """Slices of `[start, end)` of at most `limit` characters, cut behind line breaks where lines are short enough."""
    while end - start > limit:
        newline = text.rfind("\n", start + 1, start + limit)
        cut = newline + 1 if newline >= 0 else _cut_at_space(text, start, limit)
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _cut_at_space(text: str, start: int, limit: int) -> int:
    space = text.rfind(" ", start + 1, start + limit)
    return space + 1 if space >= 0 else start + limit


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The slice without white space around it; an empty slice when there is nothing else."""
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return start, start
    begin = start + len(piece) - len(piece.lstrip())
    return begin, begin + len(stripped)
