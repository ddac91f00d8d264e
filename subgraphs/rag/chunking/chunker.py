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
    begin = first = 0
    while first < len(units):
        last = _last_of_passage(units, begin, first, limits)
        passages.append(_passage(text, units, begin, last))
        begin, first = _overlap_start(units, begin, last + 1, limits), last + 1
    return passages


def _units(text: str, format: DocumentFormat, limits: ChunkingLimits) -> list[Unit]:
    if format is DocumentFormat.MARKDOWN:
        return markdown_units(text, limits.most)
    return [Unit(start, end, UnitKind.PROSE) for start, end in sentences(text, 0, len(text), limits.most)]


def _last_of_passage(units: list[Unit], begin: int, first: int, limits: ChunkingLimits) -> int:
    """The index of the last unit of the passage that begins with `begin`, where `first` is the first new one."""
    start = units[begin].start
    last = first
    while last + 1 < len(units):
        following = units[last + 1]
        if following.end - start > limits.most and units[last].kind is not UnitKind.HEADING:
            break
        if following.kind is UnitKind.HEADING and units[last].end - start >= limits.least:
            break
        last += 1
    return _without_trailing_headings(units, first, last)


def _without_trailing_headings(units: list[Unit], first: int, last: int) -> int:
    kept = last
    while kept > first and units[kept].kind is UnitKind.HEADING:
        kept -= 1
    is_end = last + 1 == len(units)
    return last if is_end or units[kept].kind is UnitKind.HEADING else kept


def _overlap_start(units: list[Unit], begin: int, first: int, limits: ChunkingLimits) -> int:
    """Where the passage after the one from `begin` to `first` begins: before `first`, if it continues a section."""
    if first >= len(units) or units[first].kind is UnitKind.HEADING:
        return first
    start = first
    while start - 1 > begin and _may_be_repeated(units[start - 1], units[first], limits):
        start -= 1
    return start


def _may_be_repeated(before: Unit, first: Unit, limits: ChunkingLimits) -> bool:
    in_section = before.kind is UnitKind.PROSE and before.headings == first.headings
    return in_section and first.start - before.start <= limits.overlap and first.end - before.start <= limits.most


def _passage(text: str, units: list[Unit], begin: int, last: int) -> Passage:
    start, end = units[begin].start, units[last].end
    return Passage(start, end, text[start:end], units[last].headings)
