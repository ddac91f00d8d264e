"""Where sentences end in plain English prose.

A sentence ends behind `.`, `!`, `?` or `…` (with closing quotes or brackets) when white space and something that can
begin a sentence follow, unless the word before is a known abbreviation, an initial, or a number of a list. Wrong
guesses cost little: a passage then begins at a clause. Slices are trimmed and never empty.
"""

import re
from collections.abc import Iterator

from subgraphs.rag.chunking.units import cut_at_lines, trimmed

_END = re.compile(r"""[.!?…]+["'”’)\]*_`]*(?=\s)""")
_BEGINNING = re.compile(r"""\s+["'“‘(\[*_`@]*[A-Z0-9@`]""")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
# fmt: off
_ABBREVIATIONS = frozenset((
    "e.g", "i.e", "cf", "vs", "etc", "mr", "mrs", "ms", "dr", "prof", "st", "fig", "figs", "sec", "ch",
    "vol", "ed", "eds", "al", "approx", "ca", "resp", "incl", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
    "sep", "sept", "oct", "nov", "dec", "inc", "ltd", "co"
))
# fmt: on
_LAST_WORD = re.compile(r"([\w.]+)[.]+$")


def sentences(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """The sentences of `text[start:end]` as slices; one longer than `limit` characters is cut at lines or spaces."""
    for paragraph_start, paragraph_end in _paragraphs(text, start, end):
        begin = paragraph_start
        for match in _END.finditer(text, paragraph_start, paragraph_end):
            if _ends_sentence(text, begin, match, paragraph_end):
                yield from _pieces(text, begin, match.end(), limit)
                begin = match.end()
        yield from _pieces(text, begin, paragraph_end, limit)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _PARAGRAPH.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _ends_sentence(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    if not _BEGINNING.match(text, match.end(), end):
        return False
    if match.group() != ".":
        return True
    word = _LAST_WORD.search(text, begin, match.start() + 1)
    if word is None:
        return True
    last = word.group(1).lower()
    starts_piece = not text[begin : word.start()].strip()
    return not (last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()) or (starts_piece and last.isdigit()))


def _pieces(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    start, end = trimmed(text, start, end)
    for piece_start, piece_end in cut_at_lines(text, start, end, limit):
        piece = trimmed(text, piece_start, piece_end)
        if piece[0] < piece[1]:
            yield piece
