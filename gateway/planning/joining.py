"""Requests to one subgraph, of which neither needs the other, as one: the earlier waits where there is time for it.

There is time where the plan gets no deeper: the longest chain through both together is no longer than the longest of
the plan.  So a request fewer never costs a step.  Joining leaves less time for the others, so the closest are joined
first, and what could not be joined once need not be looked at again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import combinations
from typing import NamedTuple


class Joined(NamedTuple):
    """Requests that travel as one, by their numbers, and the step in which they do."""

    numbers: list[int]
    step: int


def joined(kinds: Sequence[Hashable], after: Sequence[set[int]]) -> list[Joined]:
    """Which requests travel as one, in the order of the first of them.

    Args:
        kinds: of each request; only those of equal kinds are joined, and None with nothing.
        after: the requests that each waits for.
    """
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for number, kind in enumerate(kinds):
        if kind is not None:
            alike[kind].append(number)
    pairs = [pair for numbers in alike.values() for pair in combinations(numbers, 2)]
    graph = _Graph(after)
    for one, other in sorted(pairs, key=graph.distance) if pairs else ():
        graph.join(one, other)
    return [Joined(group, graph.level[number]) for number, group in enumerate(graph.groups) if group]


class _Graph:
    """Requests as they are joined.

    Attributes:
        groups: the numbers that each request has taken in, its own first; empty when another has taken it in.
        level: how many requests follow each other up to each and with it.
        tail: how many follow each other behind it.
        before: all that it waits for, as bits.
    """

    def __init__(self, after: Sequence[set[int]]) -> None:
        self.after = {number: set(others) for number, others in enumerate(after)}
        self.groups = [[number] for number in self.after]
        self.place = list(self.after)
        self.level: dict[int, int] = {}
        self.tail: dict[int, int] = {}
        self.before: dict[int, int] = {}
        self.measure()
        self.depth = max(self.level.values(), default=0)

    def measure(self) -> None:
        self.level, self.before = {}, {}
        for number in self.after:
            self.measure_before(number)
        self.tail = dict.fromkeys(self.level, 0)
        for number in reversed(self.level):
            for other in self.after[number]:
                self.tail[other] = max(self.tail[other], 1 + self.tail[number])

    def measure_before(self, number: int) -> None:
        """Measure what a request waits for, and then itself."""
        if number in self.level:
            return
        level = bits = 0
        for other in self.after[number]:
            self.measure_before(other)
            level = max(level, self.level[other])
            bits |= self.before[other] | 1 << other
        self.level[number] = level + 1
        self.before[number] = bits

    def distance(self, pair: tuple[int, int]) -> int:
        """How long the earlier would wait, in steps."""
        one, other = pair
        return abs(self.level[one] - self.level[other])

    def join(self, one: int, other: int) -> None:
        """Make two requests one if neither waits for the other and there is time for it."""
        first, second = sorted((self.place[one], self.place[other]))
        if first == second or self.before[first] >> second & 1 or self.before[second] >> first & 1:
            return
        if max(self.level[first], self.level[second]) + max(self.tail[first], self.tail[second]) > self.depth:
            return
        self.groups[first] += self.groups[second]
        for number in self.groups[second]:
            self.place[number] = first
        self.groups[second] = []
        self.after[first] |= self.after.pop(second)
        for others in self.after.values():
            if second in others:
                others.remove(second)
                others.add(first)
        self.measure()
