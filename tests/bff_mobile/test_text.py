"""Texts for a small screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bff_mobile.text import initials, plain, reading_minutes, shorten


@pytest.mark.parametrize(
    ("markdown", "prose"),
    [
        ("# Title\n\nA **bold** and *lean* `word`.", "A bold and lean word."),
        ("See [the guide](https://example.org/a_b) and ![a picture](x.png).", "See the guide and a picture."),
        ("- one\n- two\n1. three\n> four", "one two three four"),
        ("Before\n\n```python\nx = 1\n```\n\nafter", "Before after"),
        ("snake_case_names and 2 * 3 * 4 stay", "snake_case_names and 2 * 3 * 4 stay"),
        ("", ""),
    ],
)
def test_markup_is_taken_away(markdown: str, prose: str) -> None:
    assert plain(markdown) == prose


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("one two three", 9, "one two…"),
        ("one two three", 8, "one two…"),
        ("one, two", 6, "one…"),
        ("unbreakable", 6, "unbre…"),
    ],
)
def test_texts_are_cut_between_words(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_a_short_text_keeps_to_its_limit_and_to_the_texts_beginning(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or text.startswith(short[:-1])


@given(st.text())
def test_prose_is_one_line(markdown: str) -> None:
    assert "\n" not in plain(markdown)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("Ada King of Lovelace", "AL"),
        ("ada", "A"),
        ("Élodie Öz", "ÉÖ"),
        ("  ", "?"),
        ("(Ada) Lovelace", "L"),
    ],
)
def test_initials_are_of_the_first_and_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (200, 1), (201, 2), (1000, 5)])
def test_reading_time_is_rounded_up(words: int, minutes: int) -> None:
    assert reading_minutes("word " * words) == minutes
