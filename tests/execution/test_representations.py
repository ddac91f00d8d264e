"""Representations: one per distinct entity, none without its key."""

from typing import Any

import msgspec
import pytest

from gateway.execution.representations import read_representations
from gateway.planning.plan import InputField, InputSet
from tests.execution.plans import keys


def read(targets: list[Any], inputs: InputSet, typename: str | None = "T") -> list[Any]:
    return [msgspec.json.decode(item) for item in read_representations(targets, inputs, typename)]


def test_equal_representations_are_sent_once_and_keep_all_their_targets() -> None:
    a, b, c = {"id": "1", "x": 1}, {"id": "2"}, {"id": "1", "x": 2}
    found = read_representations([a, b, c], keys("id"), "T")
    assert list(found.values()) == [[a, c], [b]]
    assert list(found) == [b'{"__typename":"T","id":"1"}', b'{"__typename":"T","id":"2"}']


def test_values_that_only_python_takes_for_equal_are_kept_apart() -> None:
    assert read([{"id": 1}, {"id": True}, {"id": 1.0}, {"id": "1"}], keys("id")) == [
        {"__typename": "T", "id": value} for value in (1, True, 1.0, "1")
    ]


def test_integers_of_any_size_survive() -> None:
    assert read([{"id": 2**80}], keys("id")) == [{"__typename": "T", "id": 2**80}]


@pytest.mark.parametrize("target", [{}, {"id": None}])
def test_without_its_key_an_object_is_not_asked_for(target: dict[str, Any]) -> None:
    assert read([target], keys("id")) == []


def test_a_null_requirement_is_sent_and_an_absent_one_makes_the_representation_void() -> None:
    inputs = keys("id", requires=("price",))
    assert read([{"id": 1, "price": None}, {"id": 2}, {"id": 3, "price": 0}], inputs) == [
        {"__typename": "T", "id": 1, "price": None},
        {"__typename": "T", "id": 3, "price": 0},
    ]


def test_fields_are_read_from_their_source_keys() -> None:
    inputs = InputSet((InputField("id", "_id_1", key=True),))
    assert read([{"id": "an alias of the client's", "_id_1": 5}], inputs) == [{"__typename": "T", "id": 5}]


def test_nested_keys_and_lists_keep_their_form() -> None:
    owner = InputField("owner", "owner", key=True, children=keys("id"))
    tags = InputField("tags", "tags", key=False, children=keys(requires=("name",)))
    targets = [
        {"owner": {"id": 1, "more": 2}, "tags": [{"name": "a"}, None, {"name": None}]},
        {"owner": {"id": 2}, "tags": None},
        {"owner": None, "tags": []},
        {"owner": {"id": None}, "tags": []},
        {"owner": {"id": 3}, "tags": [{}]},
    ]
    assert read(targets, InputSet((owner, tags))) == [
        {"__typename": "T", "owner": {"id": 1}, "tags": [{"name": "a"}, None, {"name": None}]},
        {"__typename": "T", "owner": {"id": 2}, "tags": None},
    ]


def test_further_fields_for_particular_types_and_the_targets_own_typename() -> None:
    inputs = InputSet(keys("id").fields, {"Book": keys(requires=("pages",)).fields})
    targets = [{"__typename": "Book", "id": 1, "pages": 9}, {"__typename": "Film", "id": 2}, {"id": 3}]
    assert read(targets, inputs, None) == [
        {"__typename": "Book", "id": 1, "pages": 9},
        {"__typename": "Film", "id": 2},
    ]
