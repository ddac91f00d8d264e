"""Packing units into passages.

Units are taken in order until the next one would not fit; a heading opens a new passage once the current one is worth
reading alone, and never ends one. A passage that continues the same section begins with the last sentences of the one
before, so that a thought across the bound is whole in one of them. Every passage is one contiguous slice of the text,
trimmed, and together they cover everything but white space.
"""

from dataclasses import dataclass

from subgraphs.rag.chunking.markdown import markdown_units
from subgraphs.rag.chunking.sentences import sentences
from subgraphs.rag.chunking.units import Unit, UnitKind
from subgraphs.rag.documents import DocumentFormat, Passage


@dataclass(frozen=True)
class ChunkingLimits:
    """Characters: the most a passage holds, the least before a heading closes it, and the most that is repeated."""

    most: int = 900
    least: int = 250
    overlap: int = 180


def cut(text: str, format: DocumentFormat, limits: ChunkingLimits) -> list[Passage]:
    """The passages of a text in reading order; none for a text of only white space."""
    units = _units(text, format, limits)
    passages: list[Passage] = []
    first = 0
    while first < len(units):
        last = _last_of_passage(units, first, limits)
        begin = _overlap_start(units, first, last, limits)
        passages.append(_passage(text, units, begin, last))
        first = last + 1
    return passages


def _units(text: str, format: DocumentFormat, limits: ChunkingLimits) -> list[Unit]:
    if format is DocumentFormat.MARKDOWN:
        return markdown_units(text, limits.most)
    return [Unit(start, end, UnitKind.PROSE) for start, end in sentences(text, 0, len(text), limits.most)]


def _last_of_passage(units: list[Unit], first: int, limits: ChunkingLimits) -> int:
    """The index of the last unit of the passage that begins with `first`."""
    start = units[first].start
    last = first
    while last + 1 < len(units):
        following = units[last + 1]
        length = units[last].end - start
        if following.end - start > limits.most and units[last].kind is not UnitKind.HEADING:
            break
        if following.kind is UnitKind.HEADING and length >= limits.least:
            break
        last += 1
    return _without_trailing_headings(units, first, last)


def _without_trailing_headings(units: list[Unit], first: int, last: int) -> int:
    kept = last
    while kept > first and units[kept].kind is UnitKind.HEADING:
        kept -= 1
    is_end = last + 1 == len(units)
    return last if is_end or units[kept].kind is UnitKind.HEADING else kept


def _overlap_start(units: list[Unit], first: int, last: int, limits: ChunkingLimits) -> int:
    """The index of the unit to begin with so that a continued section repeats its last sentences."""
    begin = first
    while begin > 0:
        before = units[begin - 1]
        repeated = units[first].start - before.start
        fits = units[last].end - before.start <= limits.most
        if before.kind is not UnitKind.PROSE or before.headings != units[first].headings:
            break
        if units[first].kind is UnitKind.HEADING or repeated > limits.overlap or not fits:
            break
        begin -= 1
    return begin


def _passage(text: str, units: list[Unit], begin: int, last: int) -> Passage:
    start, end = units[begin].start, units[last].end
    return Passage(start, end, text[start:end], units[last].headings)
