"""Where sentences end."""

import pytest

from subgraphs.rag.chunking.sentences import sentences


def split(text: str, limit: int = 1000) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text), limit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It reads e.g. Markdown. Then it stops.", ["It reads e.g. Markdown.", "Then it stops."]),
        ("See Fig. 3 for it. Done.", ["See Fig. 3 for it.", "Done."]),
        ("J. Smith wrote it. Others read it.", ["J. Smith wrote it.", "Others read it."]),
        ("Version 3.11 is out. Use it.", ["Version 3.11 is out.", "Use it."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("It ends with code `x.`. `y` begins.", ["It ends with code `x.`.", "`y` begins."]),
        ("no capital. follows here", ["no capital. follows here"]),
        ("1. First step. 2. Second step.", ["1. First step.", "2. Second step."]),
        ("One paragraph\n\nanother one", ["One paragraph", "another one"]),
        ("A line\nand its rest. Next.", ["A line\nand its rest.", "Next."]),
        ("Wait… What?", ["Wait…", "What?"]),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_say(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_sentence_that_is_too_long_is_cut_at_spaces() -> None:
    text = "word " * 50
    pieces = split(text, limit=40)
    assert all(len(piece) <= 40 for piece in pieces)
    assert " ".join(pieces) == text.strip()


def test_a_word_that_is_too_long_is_cut_anywhere() -> None:
    assert split("x" * 25, limit=10) == ["x" * 10, "x" * 10, "x" * 5]
