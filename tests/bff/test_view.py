"""Views: values, nulls, and nulls that an error explains."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.bff.errors import GatewayError
from gateway.bff.view import FieldFailure, View

DOWN = GatewayError("SUBGRAPH_UNREACHABLE", "users is down")


def view(data: dict[str, Any], *paths: tuple[str | int, ...]) -> View:
    return View(data, [FieldFailure(path, DOWN) for path in paths])


def test_a_value_is_read_down_its_path() -> None:
    assert view({"a": {"b": {"c": 1}}}).at("a", "b", "c") == 1


def test_a_null_without_an_error_is_null_all_the_way_down() -> None:
    assert view({"a": None}, ("other",)).at("a", "b", "c") is None


@pytest.mark.parametrize("path", [("a",), ("a", "b"), ("a", 0, "b", "c")])
def test_a_null_is_the_error_at_or_below_it(path: tuple[str | int, ...]) -> None:
    with pytest.raises(GatewayError) as raised:
        view({"a": None}, path)["a"]
    assert raised.value is DOWN


def test_an_error_deeper_down_leaves_what_is_around_it() -> None:
    row = view({"a": {"b": None, "c": 1}}, ("a", "b"))["a"]
    assert row["c"] == 1
    with pytest.raises(GatewayError):
        row["b"]


def test_a_failed_item_of_a_list_is_its_error_in_its_place() -> None:
    rows = view({"rows": [{"id": 1}, None, None]}, ("rows", 1, "name"))["rows"]
    assert rows[0]["id"] == 1
    assert rows[1:] == [DOWN, None]


def test_errors_inside_lists_of_lists_are_found() -> None:
    rows = view({"rows": [[None], [None]]}, ("rows", 1, 0))["rows"]
    assert rows == [[None], [DOWN]]


def test_an_error_that_ends_above_explains_what_is_missing_below() -> None:
    """As a gateway reports a subgraph that did not answer: once, at the nearest common position."""
    search = view({"search": {"hits": [{"score": 1}], "answer": None}}, ("search",))["search"]
    assert search["hits"][0]["score"] == 1
    with pytest.raises(GatewayError) as raised:
        search["answer"]
    assert raised.value is DOWN


def test_an_error_without_a_path_explains_every_null() -> None:
    data = view({"a": {"b": [1, None]}, "c": None}, ())
    assert data.at("a", "b") == [1, DOWN]
    with pytest.raises(GatewayError):
        data["c"]


def test_the_most_specific_error_explains_a_null() -> None:
    near = GatewayError("NEAR", "near")
    data = View({"a": {"b": None, "c": None}}, [FieldFailure(("a",), DOWN), FieldFailure(("a", "b"), near)])["a"]
    for key, expected in (("b", near), ("c", DOWN)):
        with pytest.raises(GatewayError) as raised:
            data[key]
        assert raised.value is expected


def test_a_field_that_the_operation_does_not_select_is_a_mistake_where_it_is_read() -> None:
    with pytest.raises(KeyError):
        view({"a": 1})["b"]
    assert view({"a": 1}).get("b") is None
    assert dict(view({"a": 1})) == {"a": 1}
