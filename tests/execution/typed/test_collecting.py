"""Which objects stand for which: the first of equal ones, equal with all that is below them."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import msgspec
import pytest

from gateway.execution.typed.collecting import Equals
from gateway.execution.typed.structs import NO_DEFAULT, Member, define

AUTHOR = define("Author", [Member("id", str, NO_DEFAULT)])
REVIEW = define("Review", [Member("id", str, NO_DEFAULT), Member("author", AUTHOR | None, NO_DEFAULT)])


def reviews(text: str) -> list[Any]:
    return msgspec.json.decode(text, type=list[REVIEW])  # type: ignore[valid-type]


def places(objects: list[Any], united: list[Any]) -> list[int]:
    """For each object the position of the one that stands for it."""
    return [next(index for index, each in enumerate(objects) if each is stand) for stand in united]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"id":"1","author":{"id":"a"}},{"id":"1","author":{"id":"a"}}]', [0, 0]),
        ('[{"id":"1","author":{"id":"a"}},{"id":"1","author":{"id":"b"}}]', [0, 1]),
        ('[{"id":"1","author":{"id":"a"}},{"id":"1","author":null},{"id":"1","author":{"id":"a"}}]', [0, 1, 0]),
        ('[{"id":"1","author":null},{"id":"2","author":null},{"id":"1","author":null}]', [0, 1, 0]),
    ],
)
def test_the_first_of_equal_objects_stands_for_all(text: str, expected: list[int]) -> None:
    objects = reviews(text)
    assert places(objects, Equals(attrgetter("f_id"), whole=False).united(objects)) == expected


def test_where_the_content_is_the_whole_nothing_is_compared() -> None:
    objects = [AUTHOR(f_id=name) for name in "abab"]
    assert places(objects, Equals(attrgetter("f_id"), whole=True).united(objects)) == [0, 1, 0, 1]


def test_different_objects_stay_as_they_are() -> None:
    objects = reviews('[{"id":"1","author":{"id":"a"}},{"id":"2","author":{"id":"a"}}]')
    assert Equals(attrgetter("f_id"), whole=False).united(objects) is objects


def test_objects_are_looked_up_by_identity_and_compared_by_value() -> None:
    one, other = AUTHOR(f_id="a"), AUTHOR(f_id="a")
    assert one == other
    assert len({one: 1, other: 2}) == 2
