"""Looks for what no leaf can find alone: fetches that several leaves must leave, or enter, together.

Two moves, tried while they help: do without one of the fetches, so that all that stood on it goes elsewhere; and
count one that nobody uses as free, so that all move there that could.  Either is kept if it makes the score better,
else undone.  A fetch without which some leaf has no way at all is never left; if there are no others, the choice is
known to be as good as it gets.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gateway.planning.steps import NO_SUPPORT, Alternative, Fork, Step, tails

if TYPE_CHECKING:
    from gateway.planning.chooser import Chooser

ROUNDS = 3
WORK = 4_000
"""Ways that may be looked at in one plan, in all attempts; a few microseconds each."""

Leaves = list[list[Alternative]]
Taken = list[list[Step]]


def improve(chooser: Chooser, leaves: Leaves, taken: Taken) -> None:
    """Make a choice better in place, if that can be done in bounded work."""
    _Improver(chooser, leaves, taken).run()


def needed(way: Alternative) -> frozenset[Step]:
    """The fetches without which a way cannot be."""
    if isinstance(way, Fork):
        return NO_SUPPORT.union(*(unavoidable(branch) for branch in way.branches))
    return way.support


def unavoidable(ways: Iterable[Alternative]) -> frozenset[Step]:
    """The fetches that all ways have in common."""
    return frozenset.intersection(*map(needed, ways))


class _Improver:
    def __init__(self, chooser: Chooser, leaves: Leaves, taken: Taken) -> None:
        self.chooser = chooser
        self.leaves = leaves
        self.taken = taken
        self.work = WORK
        self.open = [number for number, ways in enumerate(leaves) if len(ways) > 1 or isinstance(ways[0], Fork)]
        self.served: dict[Step, dict[int, None]] = {}
        """By a fetch's head, the leaves that have a way by it."""

    def run(self) -> None:
        if sum(len(self.leaves[number]) for number in self.open) > self.work:
            return
        fixed = NO_SUPPORT.union(*(unavoidable(ways) for ways in self.leaves))
        if not self.optional(fixed):
            return
        for number in self.open:
            for way in tails(self.leaves[number]):
                for head in way.heads():
                    self.served.setdefault(head, {})[number] = None
        self.score = self.chooser.score()
        for _ in range(ROUNDS):
            better = [self.without(head) for head in self.optional(fixed)]
            better += [self.with_free(head) for head in self.unused()]
            if not any(better):
                return

    def optional(self, fixed: frozenset[Step]) -> list[Step]:
        """The fetches that are made and need not be."""
        return [step for step in self.chooser.uses if step.starts_fetch and step not in fixed]

    def unused(self) -> list[Step]:
        """Fetches that could be made, the most wanted first."""
        heads = [head for head in self.served if head not in self.chooser.uses]
        return sorted(heads, key=lambda head: (-self.chooser.demand[head], head.total))

    def without(self, head: Step) -> bool:
        """Try to do without a fetch."""
        if head not in self.chooser.uses:
            return False
        moving = [n for n in self.served.get(head, ()) if any(head in leaf.support for leaf in self.taken[n])]
        return self.move(moving, frozenset((head,)), NO_SUPPORT)

    def with_free(self, head: Step) -> bool:
        """Try what would be if a fetch cost nothing."""
        if head in self.chooser.uses:
            return False
        return self.move(list(self.served[head]), NO_SUPPORT, frozenset((head,)))

    def move(self, moving: list[int], forbidden: frozenset[Step], free: frozenset[Step]) -> bool:
        """Choose anew for some leaves; whether that was better, else it is undone."""
        self.work -= sum(len(self.leaves[number]) for number in moving)
        if not moving or self.work < 0:
            return False
        chooser = self.chooser
        before = {number: self.taken[number] for number in moving}
        for number in moving:
            chooser.drop(self.taken[number])
        chooser.forbidden, chooser.free = forbidden, free
        for number in moving:
            self.taken[number] = chooser.take(chooser.cheapest(self.leaves[number]))
        chooser.forbidden = chooser.free = NO_SUPPORT
        score = chooser.score()
        if score < self.score:
            self.score = score
            return True
        for number in moving:
            chooser.drop(self.taken[number])
        for number, leaves in before.items():
            self.taken[number] = leaves
            chooser.restore(leaves)
        return False
