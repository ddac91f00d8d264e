"""When something is selected: a condition over the boolean variables of `@skip` and `@include`.

A condition is an OR of ANDs in the fewest words that absorption gives.  A document with a handful of such variables
has an exact plan for each combination; one with more has a single plan, in which whatever is not always selected bears
its condition (`folding` decides them for a request).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from gateway.planning.errors import PlanError

Condition = frozenset[frozenset[tuple[str, bool]]]
"""Alternatives, each a set of variables with the values that they must have together."""

ALWAYS: Final[Condition] = frozenset({frozenset()})
NEVER: Final[Condition] = frozenset()
HANDFUL: Final = 4
"""So many variables select among exact plans; more are folded into one."""
ALTERNATIVES: Final = 64
"""More in one condition are not handled."""


def equals(variable: str, value: bool) -> Condition:
    """A variable has a value."""
    return frozenset({frozenset({(variable, value)})})


def both(one: Condition, other: Condition) -> Condition:
    """Both hold."""
    if one is ALWAYS or one == other:
        return other
    if other is ALWAYS:
        return one
    return _shortest({a | b for a in one for b in other if not any((name, not value) in a for name, value in b)})


def either(one: Condition, other: Condition) -> Condition:
    """One of them holds."""
    if one is ALWAYS or other == NEVER or one == other:
        return one
    return other if one == NEVER else _shortest(one | other)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """At least one of them holds."""
    found = NEVER
    for each in conditions:
        found = either(found, each)
    return found


def holds(condition: Condition, values: Mapping[str, bool]) -> bool:
    """Whether a condition holds; every variable in it must have a value."""
    return any(all(values[name] is value for name, value in clause) for clause in condition)


def _shortest(clauses: set[frozenset[tuple[str, bool]]] | Condition) -> Condition:
    """Without alternatives that say more than another one.

    Raises:
        PlanError: there are too many.
    """
    if frozenset() in clauses:
        return ALWAYS
    kept = frozenset(each for each in clauses if not any(other < each for other in clauses))
    if len(kept) > ALTERNATIVES:
        message = "The conditions of this operation's fields are too many to be planned."
        raise PlanError("QUERY_PLAN_TOO_COMPLEX", message)
    return kept
