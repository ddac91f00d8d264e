"""The planner's graph: nodes, steps and forks.

A `Node` is a type as one subgraph sees it.  A `Step` is a node at a position of the response, reached by one
move from its parent; equal moves from one parent are one object, so that shared prefixes, "already selected" and
cost sharing are all a matter of identity.  A `Fork` stands for several alternatives that are needed together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from gateway.planning.positions import Position
from gateway.planning.selection import Selection

JUMP_COST = 1000
FIELD_COST = 1

NodeKind = Literal["leaf", "object", "abstract", "interface object"]
StepKind = Literal["operation", "root", "field", "cast", "assume", "jump"]
"""`cast` is an inline fragment; `assume` narrows an interface object by a `__typename` fetched elsewhere; `jump`
is an entity fetch (or, without a key, a return to a root type)."""

Provided = tuple[Selection, ...]


class Node:
    """A type in one subgraph; `provided` is what a `@provides` adds to it, `members` an abstract type's objects."""

    __slots__ = ("graph", "identity", "kind", "members", "provided", "type")

    def __init__(self, graph: str, type_: str, kind: NodeKind, members: frozenset[str], provided: Provided) -> None:
        self.graph = graph
        self.type = type_
        self.kind = kind
        self.members = members
        self.provided = provided
        self.identity = graph, type_, kind, members, provided


class ContextNeed:
    """An argument whose value is read from an ancestor (Federation 2.8, `@fromContext`)."""

    __slots__ = ("ancestor", "type", "variable", "wanted")

    def __init__(self, ancestor: Step, wanted: Provided, variable: str, type_: str) -> None:
        self.ancestor = ancestor
        self.wanted = wanted
        self.variable = variable
        self.type = type_


class Jump:
    """What an entity fetch needs: a field set that is its key, one that a field requires, values from ancestors."""

    __slots__ = ("contexts", "key", "requires")

    def __init__(self, key: Provided | None, requires: Provided = (), contexts: tuple[ContextNeed, ...] = ()) -> None:
        self.key = key
        self.requires = requires
        self.contexts = contexts


class Step:
    """A node at a position.

    Attributes:
        selection: for fields, what to print; `source` the key there.
        key_needs, needs: alternatives (already settled) that must be fetched before; `needs` includes the former.
        total: cost of the step with all it stands on.
        memo: closures over keys from here, by the keys being resolved.
    """

    __slots__ = (
        "children",
        "cost",
        "jump",
        "key_needs",
        "kind",
        "label",
        "memo",
        "needs",
        "node",
        "parent",
        "position",
        "selection",
        "source",
        "total",
    )

    def __init__(
        self,
        parent: Step | None,
        kind: StepKind,
        label: Any,
        node: Node,
        position: Position,
        cost: int,
        needs: tuple[Alternative, ...] = (),
    ) -> None:
        self.parent = parent
        self.kind = kind
        self.label = label
        self.node = node
        self.position = position
        self.cost = cost
        self.needs = needs
        self.key_needs = needs
        self.selection: Selection | None = None
        self.source = ""
        self.jump: Jump | None = None
        self.children: dict[Any, Step] = {}
        self.memo: dict[frozenset[Any], list[Step]] = {}
        self.total: int = cost + (parent.total if parent else 0) + sum(total(need) for need in needs)

    @property
    def starts_fetch(self) -> bool:
        return self.kind in ("root", "jump")

    def fetch_head(self) -> Step:
        """The step that starts the fetch this step is part of (or the operation itself)."""
        step = self
        while step.parent is not None and not step.starts_fetch:
            step = step.parent
        return step


class Fork:
    """All branches are needed (one per runtime type); each branch is a list of alternatives."""

    __slots__ = ("branches",)

    def __init__(self, branches: list[list[Alternative]]) -> None:
        self.branches = branches


Alternative = Step | Fork


def total(alternative: Alternative) -> int:
    """Cost of an alternative on its own."""
    if isinstance(alternative, Fork):
        return sum(min(map(total, branch)) for branch in alternative.branches)
    return alternative.total


def settled(alternative: Alternative) -> Iterator[Step]:
    """The steps of an alternative when every branch takes its cheapest."""
    if isinstance(alternative, Fork):
        for branch in alternative.branches:
            yield from settled(min(branch, key=total))
    else:
        yield alternative


def tails(alternatives: list[Alternative]) -> Iterator[Step]:
    """Every step among alternatives, through forks."""
    for alternative in alternatives:
        if isinstance(alternative, Fork):
            for branch in alternative.branches:
                yield from tails(branch)
        else:
            yield alternative


KEPT = 4
"""Equally cheap ways to one node that are kept apart, until it is known which requests others need anyway."""


def prune(alternatives: list[Alternative], kept: int = 1) -> list[Alternative]:
    """The cheapest alternatives per node (assumptions about different types stay apart); forks all stay.

    Args:
        kept: how many equally cheap ones are kept per node.
    """
    best: dict[Any, list[Step]] = {}
    forks: list[Alternative] = []
    for alternative in alternatives:
        if isinstance(alternative, Fork):
            forks.append(alternative)
            continue
        identity = alternative.node.identity, alternative.kind == "assume" and alternative.label
        others = best.setdefault(identity, [])
        if others and alternative.total < others[0].total:
            others.clear()
        if not others or (alternative.total == others[0].total and len(others) < kept and alternative not in others):
            others.append(alternative)
    return [*(each for found in best.values() for each in found), *forks]
