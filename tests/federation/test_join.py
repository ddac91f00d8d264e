"""The enum value of each subgraph (join specification, "Graph")."""

import re

from hypothesis import given
from hypothesis import strategies as st

from gateway.federation.join import graph_enum_names


def test_names_become_enum_values():
    assert graph_enum_names(["users", "my-service", "1st", "b_2"]) == {
        "1st": "_1ST",
        "b_2": "B_2_",
        "my-service": "MY_SERVICE",
        "users": "USERS",
    }


def test_equal_values_are_told_apart():
    assert graph_enum_names(["a-b", "a_b"]) == {"a-b": "A_B_1", "a_b": "A_B_2"}


@given(st.sets(st.text(min_size=1, max_size=6), min_size=1, max_size=6))
def test_values_are_distinct_graphql_names(names: set[str]):
    values = graph_enum_names(names)
    assert values.keys() == names
    assert len(set(values.values())) == len(names)
    assert all(re.fullmatch(r"[_A-Z][_A-Z0-9]*", value) for value in values.values())
