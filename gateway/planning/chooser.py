"""Settles on one way per leaf so that all together take the fewest requests, and of these the least waiting.

Leaves with the fewest ways go first, each taking the one that adds the least to what is already taken, and of equal
ones that whose fetch could serve the most leaves; then every free choice is re-seated, a few rounds or until nothing
gets cheaper.  Steps are counted by reference, so a fetch that several leaves share is paid once, and a fetch that
travels in the request of another is nearly free.  What this leaves to be found, `improver` looks for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from gateway.planning.batches import Batches, Batching
from gateway.planning.improver import improve
from gateway.planning.steps import JUMP_COST, NO_SUPPORT, Alternative, Fork, Step, tails

ROUNDS = 3
RESEAT_LIMIT = 2_000
"""Leaves beyond which choices are not re-seated: the greedy plan is valid, only perhaps not the cheapest."""

IMPOSSIBLE = 10**15
"""The cost of what needs a fetch that is forbidden."""


class Score(NamedTuple):
    """What a choice costs; less is better, the first difference decides."""

    requests: int
    depth: int
    cost: int


class Chooser:
    """What has been taken so far.

    Attributes:
        uses: how many taken things stand on each step.
        batches: how many fetches travel in each request.
        depths: how many fetches start at each depth.
        cost: of all taken steps; like the two before it is kept up, so that looking at the score is no work.
        forbidden: heads of fetches that may not be taken.
        free: heads of fetches that cost nothing, to see what would use them.
        settled: the leaves that were chosen for, each with the steps that were taken for it.
    """

    def __init__(self, batching: Batching) -> None:
        self.uses: dict[Step, int] = {}
        self.demand: Counter[Step] = Counter()
        self.numbers = Batches(batching)
        self.batches: dict[int, int] = {}
        self.depths: dict[int, int] = {}
        self.cost = 0
        self.forbidden: frozenset[Step] = NO_SUPPORT
        self.free: frozenset[Step] = NO_SUPPORT
        self.settled: list[tuple[list[Alternative], list[Step]]] = []

    def choose(self, leaves: list[list[Alternative]]) -> Score:
        """Take one way for each leaf; returns what all taken steps cost."""
        ordered = sorted(leaves, key=len)
        if all(len(ways) == 1 and isinstance(ways[0], Step) for ways in ordered):
            taken = [self.take(ways[0]) for ways in ordered]
        else:
            taken = self.weigh(ordered)
        self.settled += zip(ordered, taken, strict=True)
        return self.score()

    def weigh(self, ordered: list[list[Alternative]]) -> list[list[Step]]:
        """Take one way for each leaf, where there is a choice."""
        for ways in ordered:
            self.demand.update({step.fetch_head() for step in tails(ways)})
        taken = [self.take(self.cheapest(ways)) for ways in ordered]
        if len(ordered) <= RESEAT_LIMIT:
            for _ in range(ROUNDS):
                if not self.reseat(ordered, taken):
                    break
            improve(self, ordered, taken)
        return taken

    def score(self) -> Score:
        """Of what is taken now."""
        return Score(len(self.batches), max(self.depths, default=0), self.cost)

    def reseat(self, leaves: list[list[Alternative]], taken: list[list[Step]]) -> bool:
        """Give every leaf with a choice the chance to move; whether any did."""
        moved = False
        for number, ways in enumerate(leaves):
            if len(ways) == 1 and not isinstance(ways[0], Fork):
                continue
            freed = self.drop(taken[number])
            best = self.cheapest(ways)
            if self.marginal(best) < freed:
                moved = True
                taken[number] = self.take(best)
            else:
                self.restore(taken[number])
        return moved

    def cheapest(self, ways: list[Alternative]) -> Alternative:
        return ways[0] if len(ways) == 1 else min(ways, key=self.preference)

    def preference(self, way: Alternative) -> tuple[int, int]:
        """Less is better: what taking a way would add, then how few leaves its fetch could serve."""
        return self.marginal(way), 0 if isinstance(way, Fork) else -self.demand[way.fetch_head()]

    def marginal(self, way: Alternative) -> int:
        """What taking a way would add."""
        if isinstance(way, Fork):
            return sum(min(map(self.marginal, branch)) for branch in way.branches)
        uses = self.uses
        if way in uses:
            return 0
        if not self.forbidden.isdisjoint(way.support):
            return IMPOSSIBLE
        cost = 0
        new: set[Step] = set()
        requests: set[int] = set()
        todo = [way]
        while todo:
            step: Step | None = todo.pop()
            while step is not None and step not in uses and step not in new:
                new.add(step)
                cost += step.cost
                if step.starts_fetch:
                    number = self.numbers.of(step)
                    if number in requests or number in self.batches or step in self.free:
                        cost -= JUMP_COST
                    requests.add(number)
                todo += step.grounds
                step = step.parent
        return cost

    def take(self, way: Alternative) -> list[Step]:
        """Add the steps of a way; returns the leaf steps it settled on."""
        if isinstance(way, Fork):
            return [leaf for branch in way.branches for leaf in self.take(self.cheapest(branch))]
        self.add(way)
        return [way]

    def restore(self, leaves: Iterable[Step]) -> None:
        """Add the steps of leaves that have been settled on."""
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: Step) -> None:
        """Add the steps of one leaf."""
        step: Step | None = leaf
        while step is not None:
            if step in self.uses:
                self.uses[step] += 1
                break
            self.uses[step] = 1
            self.cost += step.cost
            if step.starts_fetch:
                number = self.numbers.of(step)
                self.batches[number] = self.batches.get(number, 0) + 1
                self.depths[step.depth] = self.depths.get(step.depth, 0) + 1
            for ground in step.grounds:
                self.add(ground)
            step = step.parent

    def drop(self, leaves: Iterable[Step]) -> int:
        """Release the steps of a leaf; returns the cost that this saves."""
        saved = 0
        todo = list(leaves)
        while todo:
            step: Step | None = todo.pop()
            while step is not None:
                self.uses[step] -= 1
                if self.uses[step]:
                    break
                del self.uses[step]
                saved += step.cost
                self.cost -= step.cost
                if step.starts_fetch:
                    saved -= self.leave(step)
                todo += step.grounds
                step = step.parent
        return saved

    def leave(self, head: Step) -> int:
        """Take a fetch out of its request; returns what the request costs if others are still in it."""
        self.depths[head.depth] -= 1
        if not self.depths[head.depth]:
            del self.depths[head.depth]
        number = self.numbers.of(head)
        self.batches[number] -= 1
        if self.batches[number]:
            return JUMP_COST
        del self.batches[number]
        return 0
