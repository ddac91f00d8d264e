"""Beside graphql-core's own comparison, over generated changes: what it calls breaking we call breaking, except where
no operation notices; and we find what it overlooks.
"""

from __future__ import annotations

from random import Random

from graphql import build_schema
from graphql.utilities import find_breaking_changes

from gateway.composition.diff import Document, Level, diff_documents
from tests.composition.diff.clients import failure, refusal
from tests.composition.diff.operations import operations
from tests.composition.diff.schemas import generate, is_valid, mutated, sdl


def test_nothing_that_graphql_core_calls_breaking_is_missed() -> None:
    random = Random(7)
    agreed = unnoticed = overlooked = 0
    for _ in range(150):
        model = generate(random)
        found = mutated(model, random) if is_valid(sdl(model)) else None
        if found is None:
            continue
        old, new = sdl(model), sdl(found[1])
        before, after = build_schema(old), build_schema(new)
        theirs = find_breaking_changes(before, after)
        ours = any(c.level is Level.BREAKING for c in diff_documents(Document("old", old), Document("new", new)))
        agreed += bool(theirs) == ours
        overlooked += ours and not theirs
        if theirs and not ours:
            unnoticed += 1
            valid = [each for each in operations(before) if refusal(before, each) is None]
            assert [each for each in valid if failure(before, after, each)] == [], theirs
    assert agreed > 100
    assert overlooked > 0
    assert unnoticed > 0
