"""Over generated schemas and changes: a schema does not differ from itself, every change is found, and it is breaking
exactly when some operation of the old schema does not work on the new one.

`HANSA_DIFF_EXAMPLES` says how many schemas with several changes are drawn; the default keeps the suite quick.
"""

from __future__ import annotations

import os
from random import Random

from graphql import build_schema
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gateway.composition.diff import Change, Document, Level, diff_documents
from tests.composition.diff.clients import failure, refusal
from tests.composition.diff.operations import operations
from tests.composition.diff.schemas import MUTATIONS, Model, generate, is_valid, mutated, sdl

EXAMPLES = int(os.environ.get("HANSA_DIFF_EXAMPLES", "60"))
RANDOM = st.randoms(use_true_random=False)


def changes(old: str, new: str) -> list[Change]:
    return diff_documents(Document("old", old), Document("new", new))


def pair(random: Random) -> tuple[str, str, str]:
    """The name of a change, and the schema before and after it."""
    model = generate(random)
    assume(is_valid(sdl(model)))
    found = mutated(model, random)
    assume(found is not None)
    assert found is not None
    return found[0], sdl(model), sdl(found[1])


def failures(old: str, new: str) -> list[str]:
    """What fails of the operations that were valid."""
    before, after = build_schema(old), build_schema(new)
    valid = (each for each in operations(before) if refusal(before, each) is None)
    return [f"{each.document}: {reason}" for each in valid if (reason := failure(before, after, each))]


@settings(max_examples=30, deadline=None)
@given(random=RANDOM)
def test_a_schema_does_not_differ_from_itself(random: Random) -> None:
    model = generate(random)
    assume(is_valid(sdl(model)))
    assert changes(sdl(model), sdl(model)) == []


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=RANDOM)
def test_every_change_is_found_and_breaks_exactly_when_an_operation_does(random: Random) -> None:
    name, old, new = pair(random)
    found = changes(old, new)
    assert found, name
    breaking = [each for each in found if each.level is Level.BREAKING]
    assert bool(breaking) == bool(failures(old, new)), (name, breaking, failures(old, new)[:3])


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=RANDOM)
def test_several_changes_break_exactly_when_an_operation_does(random: Random) -> None:
    model = generate(random)
    assume(is_valid(sdl(model)))
    new: Model = model
    for _ in range(3):
        found = mutated(new, random)
        new = found[1] if found else new
    breaking = [each for each in changes(sdl(model), sdl(new)) if each.level is Level.BREAKING]
    failed = failures(sdl(model), sdl(new))
    assert bool(breaking) == bool(failed), (sdl(model), sdl(new), breaking, failed[:3])


def test_every_kind_of_change_is_made() -> None:
    """So that the properties above speak of all of them."""
    random = Random(1)
    made = set()
    for _ in range(1200):
        model = generate(random)
        if is_valid(sdl(model)) and (found := mutated(model, random)):
            made.add(found[0])
    assert made == {each.__name__ for each in MUTATIONS}
