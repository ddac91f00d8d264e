"""Texts for a small screen: plain, short, and cut between words.

The documents are Markdown; what is shown is prose, so markup is taken away, not rendered.
"""

from __future__ import annotations

import re

ELLIPSIS = "…"
WORDS_A_MINUTE = 200

_FENCED = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_BLOCK_MARK = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,3}[.)]\s+)", re.MULTILINE)
_HEADING_LINE = re.compile(r"^\s{0,3}#{1,6}\s.*$", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")


def plain(markdown: str) -> str:
    """Prose on one line: without code blocks, headings, links' targets and marks."""
    text = _FENCED.sub(" ", markdown)
    text = _HEADING_LINE.sub(" ", text)
    text = _BLOCK_MARK.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(r"\2", text)
    return " ".join(text.split())


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters (above 1), cut between words where there is a gap, an ellipsis marking the cut."""
    if len(text) <= limit:
        return text
    kept = text[: limit - len(ELLIPSIS)]
    if not text[len(kept)].isspace() and " " in kept:
        kept = kept.rpartition(" ")[0]
    return kept.rstrip(" ,;:.") + ELLIPSIS


def initials(name: str) -> str:
    """The first letters of the first and the last word, in capitals; of one word only its first."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    return "".join(word[0] for word in (words if len(words) == 1 else [words[0], words[-1]])).upper()


def reading_minutes(text: str) -> int:
    """Whole minutes, rounded up, at least one."""
    return max(1, -(-len(text.split()) // WORDS_A_MINUTE))
