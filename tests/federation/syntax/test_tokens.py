"""Tokens, on every Python: which there are, and that a text without end is looked at once."""

import pytest

from gateway.federation.syntax.tokens import END, tokens, tokens_with_starts

MANY = 10_000


def test_they_are_what_the_specification_says():
    text = '''\ufeff{ a(b: "x\\"y", c: 1.5e-3, d: -0) # to the end "of
    ...on T @d(e: """block \\""" of""", f: "", g: [1-2 $h]) { _a1 }}&|!'''
    expected = '{ a ( b : "x\\"y" c : 1.5e-3 d : -0 ) ... on T @ d ( e : """block_\\"""_of""" f : "" g : [ 1 -2 $ h ] )'
    assert tokens(text)[:-1] == [each.replace("_", " ") for each in expected.split()] + [*"{", "_a1", *"}}&|!"]


@pytest.mark.parametrize("text", ["", " ", "a", "a ", "# a", "a # b\n", "a,,"])
def test_the_end_is_the_last(text: str):
    assert tokens(text)[-1] == END


def test_places_are_those_of_the_tokens():
    text = "{ a # b\n c }"
    found, starts = tokens_with_starts(text)
    assert found == tokens(text)
    assert [text[at : at + len(each)] for each, at in zip(found, starts, strict=True)] == found


@pytest.mark.parametrize(
    "text",
    [
        "1" * MANY + "x",
        "1." * MANY,
        "1e" * MANY,
        '"' + "a" * MANY,
        '"a\\' * MANY,
        '"' + "\\" * MANY,
        '"""' + '\\"""' * MANY,
        '"""' + 'a"' * MANY,
        '"""' + "\\" * MANY,
        "#" * MANY,
        "# \n" * MANY,
        ", " * MANY,
    ],
    ids=lambda text: f"{text[:12]}...",
)
def test_what_has_no_end_is_one_token(text: str):
    """If it were tried again from its second character on, and so forth, the time would be its square."""
    assert len(tokens(text)) <= 3
