"""The sentences of a chunk, as plain words.

Chunks are Markdown or plain text. Headings, code and tables are no sentences and are left out; list items are; marks of
emphasis, links and quotes are removed, because a small model repeats them. A sentence keeps the heading it stands
under, which often names what it speaks of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^\s*(```|~~~)")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_TABLE = re.compile(r"^\s*\|")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_CODE = re.compile(r"(`+)(.*?)\1")
_MARKS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|^>\s?")
_END = re.compile(r"""(?<=[.!?])["')\]]*\s+(?=["'(\[]?[A-Z0-9@])""")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|cf|vs|etc|approx|no|[A-Z])\.$")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Sentence:
    """A sentence, the heading above it, and whether it opens its paragraph."""

    text: str
    heading: str
    opens_paragraph: bool


def sentences(text: str) -> list[Sentence]:
    """The sentences of a chunk in order."""
    found: list[Sentence] = []
    for heading, paragraph in _paragraphs(text):
        for position, sentence in enumerate(_split(paragraph)):
            found.append(Sentence(sentence, heading, position == 0))
    return found


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """Every paragraph and list item with the heading it stands under."""
    heading = ""
    lines: list[str] = []
    in_code = False
    for line in [*text.splitlines(), ""]:
        title = _HEADING.match(line)
        fence = _FENCE.match(line) is not None
        if lines and (in_code or fence or title or not line.strip() or _ITEM.match(line) or _TABLE.match(line)):
            yield heading, " ".join(lines)
            lines = []
        in_code ^= fence
        if title and not in_code:
            heading = _plain(title.group(1))
        elif line.strip() and not (in_code or fence or _TABLE.match(line)):
            lines.append(_ITEM.sub("", line))


def _split(paragraph: str) -> Iterator[str]:
    begun = ""
    for piece in _END.split(_plain(paragraph)):
        begun = f"{begun} {piece}".strip()
        if begun and not _ABBREVIATION.search(begun):
            yield begun
            begun = ""
    if begun:
        yield begun


def _plain(text: str) -> str:
    """The words without their marks; what is in code spans keeps every character."""
    words: list[str] = []
    end = 0
    for code in _CODE.finditer(text):
        words += [_without_marks(text[end : code.start()]), code.group(2)]
        end = code.end()
    words.append(_without_marks(text[end:]))
    return _SPACE.sub(" ", "".join(words)).strip()


def _without_marks(text: str) -> str:
    return _MARKS.sub("", _LINK.sub(r"\1", text))
