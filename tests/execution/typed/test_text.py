"""UTF-8 is UTF-8 wherever the pieces end."""

from __future__ import annotations

import pytest

from gateway.execution.typed.text import PIECE, check_utf8

LETTERS = ("x", "é", "木", "🪵")


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("before", range(4))
def test_text_passes(letter: str, before: int) -> None:
    check_utf8((" " * before + letter * PIECE).encode())
    check_utf8((" " * before + letter).encode())


@pytest.mark.parametrize("letter", LETTERS[1:])
@pytest.mark.parametrize("place", [0, PIECE - 2, PIECE - 1, PIECE, 2 * PIECE - 1])
def test_a_letter_that_is_cut_is_refused(letter: str, place: int) -> None:
    cut = letter.encode()[:-1]
    for body in (cut, b" " * place + cut, b" " * place + cut + b" " * PIECE):
        with pytest.raises(UnicodeDecodeError):
            check_utf8(body)
