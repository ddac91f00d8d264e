"""One ranking out of two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.rag.search.fusion import fuse
from subgraphs.rag.search.parameters import Candidates

TWO = Candidates(text={"a": 10.0, "b": 5.0}, vectors={"b": 0.8, "c": 0.4, "a": -0.2})


@pytest.mark.parametrize(
    ("alpha", "expected"),
    [
        (0.0, [("a", 1.0), ("b", 0.5)]),
        (1.0, [("b", 1.0), ("c", 0.5)]),
        (0.5, [("b", 0.75), ("a", 0.5), ("c", 0.25)]),
    ],
)
def test_each_ranking_is_relative_to_its_best_and_alpha_blends(alpha: float, expected: list[tuple[str, float]]) -> None:
    assert fuse(TWO, alpha, 10) == expected


def test_only_the_best_are_taken() -> None:
    assert fuse(TWO, 0.5, 1) == [("b", 0.75)]


def test_ties_are_broken_by_id() -> None:
    assert [id for id, _ in fuse(Candidates({"z": 1.0, "a": 1.0, "m": 1.0}, {}), 0.0, 3)] == ["a", "m", "z"]


def test_nothing_in_common_is_no_hit() -> None:
    assert fuse(Candidates({}, {"a": -0.5, "b": 0.0}), 0.5, 5) == []
    assert fuse(Candidates({}, {}), 0.5, 5) == []


SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-1, 50, allow_nan=False), max_size=8)


@given(SCORES, SCORES, st.floats(0, 1), st.integers(1, 10))
def test_scores_are_above_0_at_most_1_and_descend(
    text: dict[str, float], vectors: dict[str, float], alpha: float, top_k: int
) -> None:
    scores = [score for _, score in fuse(Candidates(text, vectors), alpha, top_k)]
    assert len(scores) <= top_k
    assert all(0.0 < score <= 1.0 + 1e-9 for score in scores)
    assert scores == sorted(scores, reverse=True)
