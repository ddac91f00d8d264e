"""References to types as values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.federation.type_ref import List, Named, NonNull, TypeRef, from_text, is_subtype, named

leaves = st.sampled_from(["Int", "Node", "User"]).map(Named)
nullables = st.recursive(
    leaves, lambda inner: st.one_of(inner, inner.map(NonNull)).map(lambda ref: List(ref)), max_leaves=4
)
refs: st.SearchStrategy[TypeRef] = st.one_of(nullables, nullables.map(NonNull))


def implements(name: str, of: str) -> bool:
    return (name, of) == ("User", "Node")


@given(refs)
def test_text_and_value_are_one(ref: TypeRef):
    assert from_text(str(ref)) == ref
    assert named(ref) in ("Int", "Node", "User")


@given(refs)
def test_every_type_is_a_subtype_of_itself(ref: TypeRef):
    assert is_subtype(ref, ref, implements)


@given(refs, refs)
def test_two_types_that_are_subtypes_of_each_other_are_equal(left: TypeRef, right: TypeRef):
    if is_subtype(left, right, implements) and is_subtype(right, left, implements):
        assert left == right


@pytest.mark.parametrize(
    ("narrow", "wide", "fits"),
    [
        ("Int!", "Int", True),
        ("Int", "Int!", False),
        ("User", "Node", True),
        ("Node", "User", False),
        ("[User!]!", "[Node]", True),
        ("[User]", "[Node!]", False),
        ("[Int]", "Int", False),
        ("Int", "[Int]", False),
        ("[[Int!]!]", "[[Int]]", True),
    ],
)
def test_subtypes(narrow: str, wide: str, fits: bool):
    assert is_subtype(from_text(narrow), from_text(wide), implements) is fits
