"""Beside GraphQL Inspector's comparison of the same pairs: mostly the same level; where not, operations decide what is
breaking, and what is dangerous is a matter of definition.
"""

from __future__ import annotations

from collections import Counter

import pytest
from graphql import build_schema

from gateway.composition.diff import Document, Level, diff_documents
from tests.composition.diff.clients import failure, refusal
from tests.composition.diff.operations import operations
from tests.composition.diff.pairs import pairs, recorded

THEIRS = {"BREAKING": Level.BREAKING, "DANGEROUS": Level.DANGEROUS, "NON_BREAKING": Level.SAFE}

BY_DEFINITION = {
    "add_argument": "an optional argument means nothing to operations that do not give it; Inspector warns of it",
    "add_enum_value": "a value that only operations give comes as no surprise to them; Inspector warns of it",
    "add_implementation": "a new type of an interface can come where nobody expected it; Inspector does not look",
    "change_default": "no operation reaches it, or none may leave it out; Inspector warns of it",
    "change_repeatable": "no operation can use it; Inspector warns of it",
    "specify_scalar": "that a specification is written down changes no value; Inspector warns of it",
}


def worst(levels: set[Level]) -> Level:
    return max(levels, key=lambda level: level.severity)


def levels(seed: str) -> tuple[Level, Level]:
    """Ours and Inspector's."""
    _, old, new = pairs()[seed]
    ours = {change.level for change in diff_documents(Document("old", old), Document("new", new))}
    return worst(ours), worst({THEIRS[level] for level, _, _ in recorded()[seed]})


@pytest.mark.parametrize("seed", pairs())
def test_levels_are_inspectors_unless_operations_or_the_definition_say_otherwise(seed: str) -> None:
    name, old, new = pairs()[seed]
    ours, theirs = levels(seed)
    if ours is theirs:
        return
    if Level.BREAKING in (ours, theirs):
        before, after = build_schema(old), build_schema(new)
        valid = [each for each in operations(before) if refusal(before, each) is None]
        assert any(failure(before, after, each) for each in valid) == (ours is Level.BREAKING)
    else:
        assert name in BY_DEFINITION


def test_most_are_equal() -> None:
    counts = Counter(ours is theirs for ours, theirs in map(levels, pairs()))
    assert counts[True] >= 216


def test_every_pair_is_recorded() -> None:
    assert pairs().keys() == recorded().keys()
