"""Which fetches will travel as one request: those into one subgraph of one step, or that wait for the same requests.

A fetch waits for the same others whatever else is chosen, so that this is known of each before the choice.  Only
fetches that are merged later can make it fewer still.
"""

from __future__ import annotations

from typing import Literal

from gateway.planning.steps import Step

Batching = Literal["step", "ready"]
"""Which fetches to one subgraph travel as one request: all of one step, or only those ready at the same moment.

A request of a step waits for the slowest of what its fetches wait for; no plan has more steps for it.  With `step`,
those of different steps are joined as well where that makes no plan deeper, after the choice (`joining`).
"""


class Batches:
    """Numbers requests by the fetches in them, each told by its head."""

    def __init__(self, batching: Batching) -> None:
        self.batching = batching
        self.numbers: dict[Step, int] = {}
        self.known: dict[tuple[object, ...], int] = {}
        self.before: list[int] = []

    def of(self, head: Step) -> int:
        """The number of the request in which the fetch of a head travels."""
        found = self.numbers.get(head)
        if found is None:
            found = self.numbers[head] = self._of_step(head) if self.batching == "step" else self._of_moment(head)
        return found

    def _of_step(self, head: Step) -> int:
        return self.known.setdefault((head.node.graph, head.order, head.depth), len(self.known))

    def _of_moment(self, head: Step) -> int:
        after = before = 0
        for other in head.waits_for():
            if other.parent is not None:
                number = self.of(other)
                after |= 1 << number
                before |= self.before[number]
        found = self.known.setdefault((head.node.graph, head.order, after & ~before), len(self.known))
        if found == len(self.before):
            self.before.append(after | before)
        return found
