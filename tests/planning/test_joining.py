"""Requests to one subgraph travel together where the earlier can wait without making the plan deeper."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.planning.joining import joined

Requests = list[tuple[str | None, set[int]]]


@st.composite
def requests(draw: st.DrawFn) -> Requests:
    """Requests of a few kinds, each waiting for some before it."""
    kinds = draw(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=12))
    return [
        (kind, draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set())
        for number, kind in enumerate(kinds)
    ]


def depth(after: list[set[int]]) -> int:
    """Of requests that come after those they wait for."""
    levels: list[int] = []
    for others in after:
        levels.append(1 + max((levels[other] for other in others), default=0))
    return max(levels)


def together(given_requests: Requests) -> list[list[int]]:
    kinds, after = zip(*given_requests, strict=True)
    return [each.numbers for each in joined(kinds, after)]


def test_a_request_waits_for_one_a_step_later() -> None:
    assert together([("root", set()), ("a", {0}), ("b", {0}), ("a", {2})]) == [[0], [1, 3], [2]]


def test_not_where_one_needs_the_other() -> None:
    assert together([("a", set()), ("b", {0}), ("a", {1})]) == [[0], [1], [2]]


def test_not_where_the_plan_would_be_deeper() -> None:
    assert together([("r", set()), ("a", {0}), ("b", {1}), ("c", {0}), ("a", {3})]) == [[0], [1], [2], [3], [4]]


def test_a_chain_waits_as_a_whole() -> None:
    chain = [("r", set()), ("a", {0}), ("b", {1}), ("s", {0}), ("a", {3}), ("b", {4})]
    assert together(chain) == [[0], [1, 4], [2, 5], [3]]


def test_what_has_no_kind_stays_alone() -> None:
    assert together([(None, set()), ("b", set()), (None, {1})]) == [[0], [1], [2]]


@given(requests())
def test_nothing_is_lost_and_nothing_gets_deeper(given_requests: Requests) -> None:
    kinds, after = zip(*given_requests, strict=True)
    found = sorted(joined(kinds, after), key=lambda each: each.step)
    assert sorted(old for each in found for old in each.numbers) == list(range(len(kinds)))
    assert all(len({kinds[old] for old in each.numbers}) == 1 for each in found)
    place = {old: new for new, each in enumerate(found) for old in each.numbers}
    waits = [{place[other] for old in each.numbers for other in after[old]} for each in found]
    assert all(other < number for number, others in enumerate(waits) for other in others)
    assert depth(waits) <= depth(list(after))
    assert [each.step for each in found] == [depth_of(waits, number) for number in range(len(waits))]


def depth_of(after: list[set[int]], number: int) -> int:
    return 1 + max((depth_of(after, other) for other in after[number]), default=0)
