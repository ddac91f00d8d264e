"""Paths find objects: through lists, past nulls, only of guarded types, each once."""

from gateway.execution.collect import collect
from gateway.planning.plan import TypeGuard


def test_descends_through_nested_lists_and_passes_over_nulls_and_leaves() -> None:
    a, b, c = {"id": 1}, {"id": 2}, {"id": 3}
    root = {"rows": [[{"cell": a}, None], [], [{"cell": [b, None, [c]]}, {"cell": None}, {"cell": 7}, {}]]}
    assert collect(root, [("rows", "cell")]) == [a, b, c]


def test_the_empty_path_is_the_root() -> None:
    root = {"a": 1}
    assert collect(root, [()])[0] is root


def test_one_object_at_several_positions_is_one_target() -> None:
    shared = {"id": 1}
    root = {"first": shared, "all": [shared, {"id": 1}]}
    found = collect(root, [("first",), ("all",)])
    assert [item is shared for item in found] == [True, False]


def test_a_guard_lets_only_its_types_pass() -> None:
    cat, dog, unknown, odd = {"__typename": "Cat"}, {"__typename": "Dog"}, {}, {"__typename": ["Cat"]}
    root = {"pets": [cat, dog, unknown, odd]}
    assert collect(root, [("pets", TypeGuard(frozenset({"Cat", "Bird"})))]) == [cat]


def test_a_path_that_leads_nowhere_finds_nothing() -> None:
    assert collect({"a": {"b": None}}, [("a", "b", "c"), ("x",)]) == []
