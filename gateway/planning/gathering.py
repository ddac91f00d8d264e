"""The cheapest sources of a whole field set: a key, what a field requires, what a context selects.

Every leaf is had from the cheapest of the places that are known; nested objects from those of their own.  Either the
whole set can be had, or nothing of it is of use.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gateway.planning.selection import Selection
from gateway.planning.steps import Active, Alternative, Fork, Provided, Step, prune, tails, total

if TYPE_CHECKING:
    from gateway.planning.explorer import Explorer


class Gatherer:
    """Gathers with an explorer's moves."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.index = explorer.index

    def gather(self, starts: Sequence[Step], wanted: Provided, active: Active) -> list[Alternative] | None:
        """The cheapest leaf steps that yield a whole field set from any of `starts`; None if there are none."""
        found: list[Alternative] = []
        for selection in wanted:
            if selection.condition is not None:
                part = self.gather_cast(starts, selection, active)
            else:
                part = self.gather_field(starts, selection, active)
            if part is None:
                return None
            found += part
        return found

    def gather_cast(self, starts: Sequence[Step], selection: Selection, active: Active) -> list[Alternative] | None:
        found: list[Alternative] = []
        possible = self.index.possible(selection.condition or "")
        for member in sorted({each for step in starts for each in self.index.runtime(step.node)} & possible):
            casts = [each for step in starts for each in self.explorer.casts(step, member, active) or ()]
            if not casts:
                continue
            wider = [each for step in tails(casts) for each in self.explorer.reach(step, active)]
            part = self.gather(wider, selection.children or (), active)
            if part is None:
                return None
            found += part
        return found

    def gather_field(self, starts: Sequence[Step], selection: Selection, active: Active) -> list[Alternative] | None:
        options = prune([each for step in starts for each in self.explorer.direct(step, selection, active)])
        if not options:
            return None
        if selection.children is None:
            return [min(options, key=total)]
        if not any(isinstance(option, Fork) for option in options):
            part = self.gather(list(tails(options)), selection.children, active)
            if part is not None:
                return part
        return self.gather_below(options, selection.children, active)

    def gather_below(self, options: list[Alternative], wanted: Provided, active: Active) -> list[Alternative] | None:
        """The cheapest option under which the whole set can be had, over each one's own reach."""
        best: list[Alternative] | None = None
        for option in options:
            part: list[Alternative] | None
            if isinstance(option, Fork):
                part = []
                for branch in option.branches:
                    inner = self.gather_below(branch, wanted, active)
                    if inner is None:
                        part = None
                        break
                    part += inner
            else:
                part = self.gather(self.explorer.reach(option, active), wanted, active)
            if part is not None and (best is None or sum(map(total, part)) < sum(map(total, best))):
                best = part
        return best
