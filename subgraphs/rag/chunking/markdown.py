"""The units of a Markdown text, found by the CommonMark parser rather than by patterns.

Only the top-level blocks and their source lines are taken from the parse: headings open sections, paragraphs and quotes
become sentences, a list becomes its items (with what is nested in them), and fenced or indented code, tables and HTML
stay whole as long as they fit. Lines that belong to no block (link definitions) are kept as prose, so nothing is lost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from subgraphs.rag.chunking.sentences import sentences
from subgraphs.rag.chunking.units import Unit, UnitKind, cut_at_lines, trimmed

_LINE_ENDING = re.compile(r"\r\n?|\n")
_WHOLE = frozenset({"fence", "code_block", "table_open", "html_block"})


@dataclass(frozen=True)
class _Block:
    """A leaf block: its token type, its lines `[first, last)`, and for headings the level and the words."""

    type: str
    first: int
    last: int
    level: int = 0
    title: str = ""


def markdown_units(text: str, limit: int) -> list[Unit]:
    """The units of a Markdown text, none longer than `limit` characters unless it is a heading."""
    offsets = _line_offsets(text)
    headings: list[tuple[int, str]] = []
    units: list[Unit] = []
    for block in _with_gaps(_blocks(MarkdownIt("commonmark").enable("table").parse(text)), len(offsets) - 1):
        start, end = trimmed(text, offsets[block.first], offsets[block.last])
        if block.type == "heading_open":
            headings = [entry for entry in headings if entry[0] < block.level]
            headings.append((block.level, block.title))
        path = tuple(title for _, title in headings)
        units.extend(_units_of(text, block.type, start, end, path, limit))
    return units


def _units_of(text: str, kind: str, start: int, end: int, path: tuple[str, ...], limit: int) -> Iterator[Unit]:
    if start == end:
        return
    if kind == "heading_open":
        yield Unit(start, end, UnitKind.HEADING, path)
    elif kind in _WHOLE:
        for piece in cut_at_lines(text, start, end, limit):
            yield Unit(*trimmed(text, *piece), UnitKind.BLOCK, path)
    elif kind == "list_item_open" and end - start <= limit:
        yield Unit(start, end, UnitKind.PROSE, path)
    else:
        for sentence in sentences(text, start, end, limit):
            yield Unit(*sentence, UnitKind.PROSE, path)


def _line_offsets(text: str) -> list[int]:
    """Where each line begins, and last the end of the text; lines end where CommonMark says (section 2.1)."""
    offsets = [0, *(match.end() for match in _LINE_ENDING.finditer(text))]
    if offsets[-1] != len(text):
        offsets.append(len(text))
    return offsets


def _blocks(tokens: list[Token]) -> Iterator[_Block]:
    """The blocks that become units: top-level ones, with a list replaced by its own items."""
    for position, token in enumerate(tokens):
        if token.map is None or token.nesting < 0:
            continue
        if token.type == "heading_open" and token.level == 0:
            title = tokens[position + 1].content
            yield _Block(token.type, token.map[0], token.map[1], int(token.tag[1]), title)
        elif _is_unit(token):
            yield _Block(token.type, token.map[0], token.map[1])


def _is_unit(token: Token) -> bool:
    if token.type == "list_item_open":
        return token.level == 1
    is_list = token.type in ("bullet_list_open", "ordered_list_open")
    return token.level == 0 and not is_list and token.type != "inline"


def _with_gaps(blocks: Iterator[_Block], lines: int) -> Iterator[_Block]:
    """The blocks with a `gap` block for every run of lines between them, which is mostly blank."""
    line = 0
    for block in blocks:
        if block.first > line:
            yield _Block("gap", line, block.first)
        first = max(line, block.first)
        if block.last > first:
            yield _Block(block.type, first, block.last, block.level, block.title)
            line = block.last
    if line < lines:
        yield _Block("gap", line, lines)
