"""The id of a search is its parameters, and nothing else is accepted as one."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.kit.errors import InvalidInput
from subgraphs.rag.search.identity import decode, encode
from subgraphs.rag.search.parameters import MAX_QUERY_CHARACTERS, SearchParameters, checked

PARAMETERS = st.builds(
    SearchParameters,
    query=st.text(st.characters(codec="utf-8"), min_size=1, max_size=100).filter(lambda text: bool(text.strip())),
    top_k=st.integers(1, 50),
    collection_id=st.none() | st.text(st.characters(codec="utf-8"), max_size=20),
    alpha=st.floats(0, 1),
)


@given(PARAMETERS)
def test_an_id_names_its_parameters(parameters: SearchParameters) -> None:
    assert decode(encode(parameters)) == parameters


def test_equal_searches_have_equal_ids() -> None:
    assert encode(checked("q", 5, None, 1)) == encode(checked("q", 5, None, 1.0))
    assert encode(checked("q", 5, None, 0.5)) != encode(checked("q", 4, None, 0.5))


def packed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "id",
    [
        "",
        "nonsense",
        "é",
        "%%%",
        packed({}),
        packed(["s1", "q", 5, None]),
        packed(["s0", "q", 5, None, 0.5]),
        packed(["s1", 7, 5, None, 0.5]),
        packed(["s1", "q", True, None, 0.5]),
        packed(["s1", "q", 5, 3, 0.5]),
        packed(["s1", "q", 5, None, "x"]),
        packed(["s1", "q", 51, None, 0.5]),
        packed(["s1", "q", 5, None, float("nan")]),
        "A" * 10_000,
        base64.urlsafe_b64encode(b"[" * 5000).decode(),
    ],
)
def test_anything_else_is_refused(id: str) -> None:
    with pytest.raises(InvalidInput):
        decode(id)


@given(st.text(max_size=200))
def test_any_text_is_an_id_or_refused(text: str) -> None:
    try:
        decode(text)
    except InvalidInput:
        pass


@pytest.mark.parametrize(
    ("query", "top_k", "alpha", "complaint"),
    [
        (" ", 5, 0.5, "query must not be blank"),
        ("x" * (MAX_QUERY_CHARACTERS + 1), 5, 0.5, "query has 1001 characters; at most 1000 are allowed"),
        ("q", 0, 0.5, "topK must be from 1 to 50, not 0"),
        ("q", 51, 0.5, "topK must be from 1 to 50, not 51"),
        ("q", 5, -0.1, "alpha must be from 0 (text only) to 1 (vectors only), not -0.1"),
        ("q", 5, 1.1, "alpha must be from 0 (text only) to 1 (vectors only), not 1.1"),
    ],
)
def test_bounds_are_told(query: str, top_k: int, alpha: float, complaint: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(query, top_k, None, alpha)
    assert refused.value.message == complaint
