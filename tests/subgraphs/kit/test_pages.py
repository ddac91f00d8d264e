"""Cursors that say nothing to clients and are not believed from them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.kit.errors import InvalidInput
from subgraphs.kit.pages import Edge, decode_cursor, encode_cursor, page_info, page_size


@given(st.text(), st.integers(min_value=-(2**63), max_value=2**63 - 1))
def test_a_cursor_gives_back_its_keys(name: str, number: int) -> None:
    assert decode_cursor("by name", (str, int), encode_cursor("by name", name, number)) == (name, number)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "%%%",
        "é",
        encode_cursor("by age", "a", 1),
        encode_cursor("by name", "a"),
        encode_cursor("by name", "a", "1"),
        encode_cursor("by name", "a", 1, 2),
        base64.urlsafe_b64encode(b"{}").decode(),
        base64.urlsafe_b64encode(b"[" * 5000).decode(),
    ],
)
def test_anything_else_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput, match="after is not a cursor of this connection"):
        decode_cursor("by name", (str, int), cursor)


@given(st.text())
def test_no_text_breaks_it(cursor: str) -> None:
    try:
        decode_cursor("by name", (str,), cursor)
    except InvalidInput:
        pass


@pytest.mark.parametrize("first", [-1, 101])
def test_the_size_of_a_page_is_limited(first: int) -> None:
    with pytest.raises(InvalidInput, match=f"first must be from 0 to 100, not {first}"):
        page_size(first)


def test_the_page_info_of_a_page() -> None:
    edges = [Edge(cursor="a", node=1), Edge(cursor="b", node=2)]
    info = page_info(edges, after="z", more=True)
    assert (info.start_cursor, info.end_cursor) == ("a", "b")
    assert (info.has_next_page, info.has_previous_page) == (True, True)
    empty = page_info([], after=None, more=False)
    assert (empty.start_cursor, empty.end_cursor, empty.has_next_page, empty.has_previous_page) == (
        None, None, False, False,
    )  # fmt: skip
