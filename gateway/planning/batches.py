"""Which fetches will travel as one request: those into one subgraph that wait for the same requests.

A fetch waits for the same others whatever else is chosen, so that this is known of each before the choice.  Only
fetches that are merged later can make it fewer still.
"""

from __future__ import annotations

from gateway.planning.steps import Step


class Batches:
    """Numbers requests by the fetches in them, each told by its head."""

    def __init__(self) -> None:
        self.numbers: dict[Step, int] = {}
        self.known: dict[tuple[object, ...], int] = {}
        self.before: list[int] = []

    def of(self, head: Step) -> int:
        """The number of the request in which the fetch of a head travels."""
        found = self.numbers.get(head)
        if found is None:
            after = before = 0
            for other in head.waits_for():
                if other.parent is not None:
                    number = self.of(other)
                    after |= 1 << number
                    before |= self.before[number]
            ready = head.node.graph, head.order, after & ~before
            found = self.numbers[head] = self.known.setdefault(ready, len(self.known))
            if found == len(self.before):
                self.before.append(after | before)
        return found
