"""The planner's graph: nodes, steps and forks.

A `Node` is a type as one subgraph sees it.  A `Step` is a node at a position of the response, reached by one
move from its parent; equal moves from one parent are one object, so that shared prefixes, "already selected" and
cost sharing are all a matter of identity.  A `Fork` stands for several alternatives that are needed together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from gateway.federation.facts import FieldJoin
from gateway.planning.positions import Position
from gateway.planning.selection import Selection

JUMP_COST = 1_000_000
DEPTH_COST = 1_000
FIELD_COST = 1
"""Fewest fetches first; of equally many, those that start earliest; of these, those that ask for the least."""

Resolution = Literal["own", "requires", "context", "external"]
NodeKind = Literal["leaf", "object", "abstract", "interface object"]
StepKind = Literal["operation", "root", "field", "cast", "assume", "jump"]
"""`cast` is an inline fragment; `assume` narrows an interface object by a `__typename` fetched elsewhere; `jump`
is an entity fetch (or, without a key, a return to a root type)."""

Provided = tuple[Selection, ...]

Active = frozenset[Any]
"""Keys and fields whose needs are being looked for further out: they cannot need themselves."""

NONE_ACTIVE: Active = frozenset()


class Within(NamedTuple):
    """What a field is within a subgraph, at one node.

    Args:
        how, join: as in `index.Resolvable`.
        local: it is had there with nothing brought: the subgraph resolves it, or a `@provides` adds it.
        inner: the node below it; None if the subgraph has no such field.
    """

    how: Resolution | None
    join: FieldJoin | None
    local: bool
    inner: Node | None


class Node:
    """A type in one subgraph; `provided` is what a `@provides` adds to it, `members` an abstract type's objects.

    `within` is what the index has found of its fields, by name.
    """

    __slots__ = ("graph", "identity", "kind", "members", "provided", "type", "within")

    def __init__(self, graph: str, type_: str, kind: NodeKind, members: frozenset[str], provided: Provided) -> None:
        self.graph = graph
        self.type = type_
        self.kind = kind
        self.members = members
        self.provided = provided
        self.identity = graph, type_, kind, members, provided
        self.within: dict[str, Within] = {}


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


NO_SUPPORT: frozenset[Any] = frozenset()
FETCHES = ("root", "jump")


class Step:
    """A node at a position.

    Attributes:
        selection: for fields, what to print; `source` the key there.
        key_needs, needs: alternatives (already settled) that must be fetched before; `needs` includes the former.
        grounds: the steps that `needs` settle on.
        starts_fetch: whether a fetch begins here: a return to a root type, or an entity.
        support: the heads of all fetches that must be made for this step, its own included.
        depth: how many of them follow each other, at most.
        cost: of the step alone; a fetch costs more the later it starts.
        total: cost of the step with all it stands on, fields roughly.
        memo: closures over keys from here, by the keys being resolved.
    """

    __slots__ = (
        "children",
        "cost",
        "depth",
        "fields",
        "grounds",
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
        "starts_fetch",
        "support",
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
        self.needs = needs
        self.key_needs = needs
        self.selection: Selection | None = None
        self.source = ""
        self.jump: Jump | None = None
        self.children: dict[Any, Step] = {}
        self.memo: dict[frozenset[Any], list[Step]] = {}
        self.starts_fetch = kind in FETCHES
        self.grounds: tuple[Step, ...] = ()
        self.cost = cost
        self.depth = 0
        self.fields = 0
        self.support: frozenset[Step] = NO_SUPPORT
        self.total = 0
        if parent is not None:
            self.depth, self.support = parent.depth, parent.support
            self.fields, self.total = parent.fields + cost, parent.total + cost
        if needs or self.starts_fetch or parent is None:
            self.stand_on(needs)

    def stand_on(self, needs: tuple[Alternative, ...]) -> None:
        """Count what the step needs, and the fetch that it starts; `fields` has its own cost unless it starts one."""
        parent = self.parent
        before = support = parent.support if parent else NO_SUPPORT
        self.grounds = tuple([leaf for need in needs for leaf in settled(need)])
        for leaf in self.grounds:
            if leaf.support is not support:
                support |= leaf.support
            self.depth = max(self.depth, leaf.depth)
        if support is before:
            fetches = parent.total - parent.fields if parent else 0
        else:
            fetches = sum(head.cost for head in support)
        self.fields = (parent.fields if parent else 0) + len(self.grounds)
        if self.starts_fetch:
            support |= {self}
            self.depth += 1
            self.cost += self.depth * DEPTH_COST
            fetches += self.cost
        else:
            self.fields += self.cost
        self.support = support
        self.total = fetches + self.fields

    def release(self) -> None:
        """Let go of all that was found from here on, which refers back to it: for whoever needs none of it any more."""
        todo = [self]
        while todo:
            step = todo.pop()
            todo += step.children.values()
            step.children = {}
            step.memo = {}
            step.support = NO_SUPPORT
            step.position.children.clear()

    def waits_for(self) -> Iterator[Step]:
        """The heads of fetches that a head needs: its parent's, its inputs', and those of assumptions on the way."""
        assert self.parent is not None
        yield self.parent.fetch_head()
        yield from (leaf.fetch_head() for leaf in self.grounds)
        at: Step | None = self.parent
        while at is not None and not at.starts_fetch:
            yield from (leaf.fetch_head() for leaf in at.grounds)
            at = at.parent

    def heads(self) -> Iterator[Step]:
        """The heads of `support`, in an order that is always the same."""
        seen: set[Step] = set()
        todo = [self]
        while todo:
            step: Step | None = todo.pop()
            while step is not None and step not in seen:
                seen.add(step)
                if step.starts_fetch:
                    yield step
                todo += step.grounds
                step = step.parent

    @property
    def order(self) -> int:
        """Which mutation field the step serves; 0 in queries."""
        at = self
        while at.parent is not None:
            if at.kind == "root":
                return at.label[0] if isinstance(at.label, tuple) else 0
            at = at.parent
        return 0

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


def tails(alternatives: Iterable[Alternative]) -> Iterator[Step]:
    """Every step among alternatives, through forks."""
    for alternative in alternatives:
        if isinstance(alternative, Fork):
            for branch in alternative.branches:
                yield from tails(branch)
        else:
            yield alternative


KEPT = 4
"""Equally cheap ways to one node that are kept apart, until it is known which requests others need anyway."""


MOST = 32
"""Ways to one position that are followed, unless it has more nodes than that: one of each is always kept."""


def prune(alternatives: list[Alternative], kept: int = 1) -> list[Alternative]:
    """The cheapest alternatives per node (assumptions about different types stay apart); forks all stay.

    Args:
        kept: how many equally cheap ones are kept per node.
    """
    if len(alternatives) < 2:
        return alternatives
    best: dict[Any, list[Step]] = {}
    forks: list[Alternative] = []
    for alternative in alternatives:
        if isinstance(alternative, Fork):
            forks.append(alternative)
            continue
        identity = alternative.node, alternative.kind == "assume" and alternative.label
        others = best.setdefault(identity, [])
        if others and alternative.total < others[0].total:
            others.clear()
        if not others or (alternative.total == others[0].total and len(others) < kept and alternative not in others):
            others.append(alternative)
    if sum(map(len, best.values())) > MOST:
        firsts = [found[0] for found in best.values()]
        others = [each for found in best.values() for each in found[1:]]
        return [*firsts, *others[: max(0, MOST - len(firsts))], *forks]
    return [*(each for found in best.values() for each in found), *forks]
