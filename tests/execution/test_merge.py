"""Answers merge by position; null never replaces data."""

from typing import Any

import pytest

from gateway.execution.merge import copied, merge, undo_renames
from gateway.planning.plan import Rename, TypeGuard


@pytest.mark.parametrize(
    ("target", "source", "expected"),
    [
        pytest.param({"a": 1}, {"b": 2}, {"a": 1, "b": 2}, id="new fields are added"),
        pytest.param({"a": 1}, {"a": 2}, {"a": 2}, id="leaves are replaced"),
        pytest.param({"a": 1}, {"a": None}, {"a": 1}, id="null does not replace a leaf"),
        pytest.param({"a": {"b": 1}}, {"a": None}, {"a": {"b": 1}}, id="null does not replace an object"),
        pytest.param({"a": None}, {"a": 1}, {"a": 1}, id="data replaces null"),
        pytest.param({"a": None}, {"a": None}, {"a": None}, id="null stays null"),
        pytest.param(
            {"a": {"b": {"c": 1}}}, {"a": {"b": {"d": 2}}}, {"a": {"b": {"c": 1, "d": 2}}}, id="objects merge"
        ),
        pytest.param(
            {"a": [{"b": 1}, None]}, {"a": [{"c": 2}, {"c": 3}]}, {"a": [{"b": 1, "c": 2}, {"c": 3}]}, id="lists"
        ),
        pytest.param({"a": [[{"b": 1}]]}, {"a": [[{"c": 2}]]}, {"a": [[{"b": 1, "c": 2}]]}, id="lists of lists"),
        pytest.param({"a": [1, 2]}, {"a": [None, 3]}, {"a": [1, 3]}, id="lists of leaves"),
        pytest.param({"a": [{"b": 1}]}, {"a": [{"c": 1}, {"c": 2}]}, {"a": [{"b": 1}]}, id="lengths that differ"),
        pytest.param({"a": {"b": 1}}, {"a": "text"}, {"a": {"b": 1}}, id="a leaf does not replace an object"),
    ],
)
def test_merge(target: dict[str, Any], source: dict[str, Any], expected: dict[str, Any]) -> None:
    merge(target, source)
    assert target == expected


def test_a_copy_shares_nothing_that_can_change() -> None:
    entity = {"a": {"b": [{"c": 1}, 2, None]}}
    other = copied(entity)
    assert other == entity
    other["a"]["b"][0]["c"] = 9
    assert entity["a"]["b"][0]["c"] == 1


def test_renames_are_undone_where_they_were_made() -> None:
    result = {
        "items": [
            {"__typename": "Cat", "size_1": 3},
            {"__typename": "Dog", "size": "big"},
            {"__typename": "Cat", "size_1": {"value": 1}, "size": {"unit": "cm"}},
        ]
    }
    undo_renames(result, (Rename(("items", TypeGuard(frozenset({"Cat"}))), "size_1", "size"),))
    assert result == {
        "items": [
            {"__typename": "Cat", "size": 3},
            {"__typename": "Dog", "size": "big"},
            {"__typename": "Cat", "size": {"value": 1, "unit": "cm"}},
        ]
    }
