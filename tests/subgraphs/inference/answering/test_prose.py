"""The sentences of a chunk, as plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.inference.answering.prose import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One sentence. And another.", ["One sentence.", "And another."]),
        ("# Heading\n\nOnly this is prose.", ["Only this is prose."]),
        ("A line\nthat goes on.", ["A line that goes on."]),
        ("- first item\n- second item. With more.", ["first item", "second item.", "With more."]),
        ("1. one\n2. two", ["one", "two"]),
        ("Before.\n\n```python\ncode = 1. Not(prose)\n```\n\nAfter.", ["Before.", "After."]),
        ("Before.\n~~~\n# no heading\n~~~", ["Before."]),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter.", ["After."]),
        ("It is **bold**, `code` and [a link](https://x.example/a_b).", ["It is bold, code and a link."]),
        ('Ask `_entities` for `@key(fields: "id")`.', ['Ask _entities for @key(fields: "id").']),
        ("> Quoted words. More.", ["Quoted words.", "More."]),
        ("It is e.g. Markdown. Done.", ["It is e.g. Markdown.", "Done."]),
        ("", []),
        ("```\nonly code", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in sentences(text)] == expected


def test_a_sentence_knows_its_heading_and_whether_it_opens_its_paragraph() -> None:
    found = sentences("# Keys\n\nFirst. Second.\n\n## More `keys`\n\nThird.")
    assert [(s.heading, s.opens_paragraph) for s in found] == [("Keys", True), ("Keys", False), ("More keys", True)]


@given(st.text(max_size=300))
def test_any_text_has_sentences_without_white_space_around(text: str) -> None:
    for sentence in sentences(text):
        assert sentence.text == sentence.text.strip() != ""
        assert "\n" not in sentence.text
