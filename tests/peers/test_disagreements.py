"""The list of disagreements: what it excuses, what it does not, and that docs/peers.md shows all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.peers.comparing import Answer, Compared, same
from tests.peers.disagreements import FEWER, OTHER_DATA, explained, first_difference, repeated, rows
from tests.peers.operations import Operation

PAGE = Path(__file__).parents[2] / "docs" / "peers.md"


def compared(query: str, expected: object, peer: Answer, *, waiting: int = 0) -> Compared:
    """Hansa, right with three requests, next to a peer."""
    hansa = Answer(expected, [], [("a", "{ a }")] * 3)
    answers = {"hansa": hansa, "apollo": peer, "hive": peer, "hive-router": peer}
    return Compared("shop", 1, Operation(query, {}), Answer(expected, [], []), answers, waiting)


def test_other_data_without_a_known_sign_is_not_excused() -> None:
    case = compared("{ me { name } }", {"me": {"name": "Ada"}}, Answer({"me": {"name": "Bo"}}, [], []))
    assert case.differing == ["apollo", "hive", "hive-router"]
    assert [explained(case, peer) for peer in case.differing] == [None, None, None]


def test_other_data_with_a_known_sign_has_its_name() -> None:
    case = compared("{ me { id: name } }", {"me": {"id": "Ada"}}, Answer({"me": {"id": "u1"}}, [], []))
    assert explained(case, "apollo") == "misleading alias"


@pytest.mark.parametrize(("waiting", "reason"), [(0, None), (1, None), (2, "waits for others")])
def test_fewer_requests_are_excused_by_as_much_waiting_only(waiting: int, reason: str | None) -> None:
    case = compared("{ me { name } }", {"me": None}, Answer({"me": None}, [], [("a", "{ a }")]), waiting=waiting)
    assert "hive" in case.frugal
    assert explained(case, "requests of hive") == reason


def test_what_was_asked_of_entities_before_counts_as_repeated() -> None:
    once = ("a", "query {\n  _entities {\n    ... on T {\n      b\n    }\n  }\n}")
    other = ("a", "query {\n  _entities {\n    ... on T {\n      c\n    }\n  }\n}")
    assert repeated(Answer(None, [], [once, other, once])) == 1
    assert repeated(Answer(None, [], [once, ("b", once[1])])) == 0


def test_apollo_is_never_excused_for_waiting() -> None:
    case = compared("{ me { name } }", {"me": None}, Answer({"me": None}, [], [("a", "{ a }")]), waiting=9)
    assert explained(case, "requests of apollo") is None


def test_a_peer_that_is_wrong_is_no_measure_of_requests() -> None:
    case = compared("{ me { name } }", {"me": None}, Answer({"me": {}}, [], []))
    assert case.frugal == []
    assert case.fewest is None


def test_where_data_first_differs() -> None:
    assert first_difference({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}, {"b": 3}]}) == ("a.b", 2, 3)


def test_numbers_that_json_does_not_tell_apart_are_equal() -> None:
    assert same({"a": 'of {"weight": 1.0}'}, {"a": 'of {"weight": 1}'})
    assert not same({"a": 1}, {"a": 2})


def test_every_disagreement_has_a_name_of_its_own() -> None:
    names = [item.name for item in (*FEWER, *OTHER_DATA)]
    assert sorted(set(names)) == sorted(names)


def test_the_page_shows_the_whole_list() -> None:
    text = PAGE.read_text("utf-8")
    assert [row for row in rows() if row not in text] == []
