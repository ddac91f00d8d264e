"""The leaves of a walk, and what the conditions of leaves mean for the steps that fetch them.

A step is needed when any leaf that was settled on it, or on something that requires it, is selected: so a field that is
left out takes along whatever only it requires.
"""

from __future__ import annotations

from gateway.planning.chooser import Chooser
from gateway.planning.conditions import NEVER, Condition, either
from gateway.planning.steps import Alternative, Step


class Leaves:
    """The leaves of a walk and, once it is settled how they are fetched, when each step of that is needed.

    Attributes:
        ways: to each leaf.
        conditions: of steps; empty unless conditions are folded.
    """

    def __init__(self, *, folded: bool) -> None:
        self.folded = folded
        self.ways: list[list[Alternative]] = []
        self.whens: list[Condition] = []
        self.conditions: dict[Step, Condition] = {}

    def add(self, ways: list[Alternative], when: Condition) -> None:
        self.ways.append(ways)
        self.whens.append(when)

    def mark(self, chooser: Chooser) -> None:
        """Give every step that was taken the condition under which a leaf stands on it."""
        if not self.folded:
            return
        whens = {id(ways): when for ways, when in zip(self.ways, self.whens, strict=True)}
        for ways, taken in chooser.settled:
            for step in taken:
                self.need(step, whens[id(ways)])

    def need(self, leaf: Step, when: Condition) -> None:
        todo: list[Step | None] = [leaf]
        while todo:
            step = todo.pop()
            while step is not None:
                before = self.conditions.get(step, NEVER)
                now = either(before, when)
                if now == before:
                    break
                self.conditions[step] = now
                todo += step.grounds
                step = step.parent
