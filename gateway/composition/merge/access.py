"""Joins access rules by AND: `@requiresScopes` and `@policy` are OR lists of AND lists (disjunctive normal form).

The conjunction of two such lists is the union of each pair of alternatives; an alternative that asks for more than
another is redundant and dropped, so that the result is the smallest list with the same meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from graphql import ConstListValueNode, ListValueNode, StringValueNode

from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Applied

ARGUMENT = {D.REQUIRES_SCOPES: "scopes", D.POLICY: "policies"}

Alternatives = tuple[frozenset[str], ...]
"""Any one of them suffices; each needs all of its names."""


def alternatives(directive: D, applied: Applied) -> Alternatives:
    value = applied.arguments.get(ARGUMENT[directive])
    if not isinstance(value, ListValueNode):
        return ()
    rows = (row.values if isinstance(row, ListValueNode) else (row,) for row in value.values)
    return tuple(frozenset(each.value for each in row if isinstance(each, StringValueNode)) for row in rows)


def conjunction(rules: Iterable[Alternatives]) -> Alternatives:
    """All of `rules` at once, without redundant alternatives; order of appearance."""
    joined: Alternatives = (frozenset(),)
    for rule in rules:
        joined = _minimal([left | right for left, right in product(joined, rule)])
    return joined


def _minimal(found: Sequence[frozenset[str]]) -> Alternatives:
    distinct = list(dict.fromkeys(found))
    return tuple(each for each in distinct if not any(other < each for other in distinct))


def merge_access_rules(directive: D, rules: Sequence[Applied], name: str) -> Applied:
    """One application of `directive`, called `name` in the supergraph."""
    first = rules[0].arguments
    if len(rules) == 1:
        return Applied(name, first, directive)
    joined = conjunction(alternatives(directive, each) for each in rules)
    return Applied(name, {ARGUMENT[directive]: to_value(joined)}, directive)


def to_value(rule: Alternatives) -> ConstListValueNode:
    rows = (ConstListValueNode(values=tuple(StringValueNode(value=each) for each in sorted(row))) for row in rule)
    return ConstListValueNode(values=tuple(rows))
