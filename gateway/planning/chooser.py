"""Settles on one way per leaf so that all together cost least.

Leaves with the fewest ways go first, each taking the one that adds the least to what is already taken, and of equal
ones that whose fetch could serve the most leaves; then every free choice is re-seated, a few rounds or until nothing
gets cheaper.  Steps are counted by reference, so a request that several leaves share is paid once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gateway.planning.steps import Alternative, Fork, Step, settled, tails

ROUNDS = 3
RESEAT_LIMIT = 2_000
"""Leaves beyond which choices are not re-seated: the greedy plan is valid, only perhaps not the cheapest."""


class Chooser:
    """What has been taken so far."""

    def __init__(self) -> None:
        self.uses: dict[Step, int] = {}
        self.demand: Counter[Step] = Counter()

    def choose(self, leaves: list[list[Alternative]]) -> int:
        """Take one way for each leaf; returns the cost of all taken steps."""
        ordered = sorted(leaves, key=len)
        for ways in ordered:
            self.demand.update({step.fetch_head() for step in tails(ways)})
        taken = [self.take(self.cheapest(ways)) for ways in ordered]
        if len(ordered) <= RESEAT_LIMIT:
            for _ in range(ROUNDS):
                if not self.reseat(ordered, taken):
                    break
        return sum(step.cost for step in self.uses)

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
                for step in taken[number]:
                    self.take(step)
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
        cost = 0
        step: Step | None = way
        while step is not None and step not in self.uses:
            cost += step.cost + sum(map(self.marginal, step.needs))
            step = step.parent
        return cost

    def take(self, way: Alternative) -> list[Step]:
        """Add the steps of a way; returns the leaf steps it settled on."""
        if isinstance(way, Fork):
            return [leaf for branch in way.branches for leaf in self.take(self.cheapest(branch))]
        step: Step | None = way
        while step is not None:
            if step in self.uses:
                self.uses[step] += 1
                break
            self.uses[step] = 1
            for need in step.needs:
                for leaf in settled(need):
                    self.take(leaf)
            step = step.parent
        return [way]

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
                todo.extend(leaf for need in step.needs for leaf in settled(need))
                step = step.parent
        return saved
