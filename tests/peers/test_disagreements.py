"""The list of disagreements: what it excuses, what it does not, and that docs/peers.md shows all of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.peers.comparing import Answer, Compared, same
from tests.peers.disagreements import FEWER, OTHER_DATA, explained, first_difference, repeated, rows
from tests.peers.hosting import Asked
from tests.peers.operations import Operation

PAGE = Path(__file__).parents[2] / "docs" / "peers.md"


DISTINCT = (("a", "{ a }"), ("a", "{ b }"), ("b", "{ a }"))


def compared(query: str, expected: object, peer: Answer, asked: Sequence[Asked] = DISTINCT) -> Compared:
    """Hansa, right, next to a peer."""
    hansa = Answer(expected, [], list(asked))
    answers = {"hansa": hansa, "apollo": peer, "hive": peer, "hive-router": peer}
    return Compared("shop", 1, Operation(query, {}), Answer(expected, [], []), answers)


def test_other_data_without_a_known_sign_is_not_excused() -> None:
    case = compared("{ me { name } }", {"me": {"name": "Ada"}}, Answer({"me": {"name": "Bo"}}, [], []))
    assert case.differing == ["apollo", "hive", "hive-router"]
    assert [explained(case, peer) for peer in case.differing] == [None, None, None]


def test_other_data_with_a_known_sign_has_its_name() -> None:
    case = compared("{ me { id: name } }", {"me": {"id": "Ada"}}, Answer({"me": {"id": "u1"}}, [], []))
    assert explained(case, "apollo") == "misleading alias"


def test_values_of_a_context_are_recognised_by_what_subgraphs_complain_of() -> None:
    told = [{"message": "shops: Item.title was not reached by a representation"}]
    case = compared("{ shops { items { title } } }", {"shops": []}, Answer({"shops": None}, told, []))
    assert explained(case, "hive-router") == "values of a context"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (DISTINCT, None),
        ([("a", "{ a }"), ("a", "{ b }"), ("a", "{ a }")], None),
        ([("a", "{ a }"), ("a", "{ a }"), ("a", "{ a }")], "remembers answers"),
    ],
)
def test_fewer_requests_are_excused_only_by_as_many_that_were_made_before(
    asked: Sequence[Asked], reason: str | None
) -> None:
    case = compared("{ me { name } }", {"me": None}, Answer({"me": None}, [], [("a", "{ a }")]), asked)
    assert "hive" in case.frugal
    assert explained(case, "requests of hive") == reason


def test_what_was_asked_before_counts_as_repeated() -> None:
    once = ("a", "query {\n  _entities {\n    ... on T {\n      b\n    }\n  }\n}")
    other = ("a", "query {\n  _entities {\n    ... on T {\n      c\n    }\n  }\n}")
    assert repeated(Answer(None, [], [once, other, once])) == 1
    assert repeated(Answer(None, [], [once, ("b", once[1])])) == 0
    assert repeated(Answer(None, [], [("a", "{ log }"), ("a", "{ log }")])) == 1


@pytest.mark.parametrize(
    ("peers", "reason"),
    [
        ([("a", "mutation { a }"), ("a", "mutation { b }"), ("b", "{ c }")], "mutation fields apart"),
        ([("a", "mutation { a }"), ("b", "{ c }"), ("a", "mutation { b }")], None),
    ],
)
def test_what_is_read_below_a_mutation_after_the_next_is_no_measure(peers: list[Asked], reason: str | None) -> None:
    asked = [("a", "mutation { a }"), ("b", "{ c }"), ("a", "mutation { b }"), ("b", "{ d }")]
    case = compared("mutation { a b }", {"a": None}, Answer({"a": None}, [], peers), asked)
    assert explained(case, "requests of apollo") == reason


def test_an_aliased_type_name_that_is_left_out_is_recognised() -> None:
    case = compared("{ me { t: __typename } }", {"me": {"t": "User"}}, Answer({"me": {}}, [], []))
    assert explained(case, "apollo") == "aliased type name in a fragment"


def test_apollo_is_never_excused_for_what_it_was_told_before() -> None:
    case = compared("{ me }", {"me": None}, Answer({"me": None}, [], []), [("a", "{ a }"), ("a", "{ a }")])
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
