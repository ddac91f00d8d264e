"""Whether a whole selection can be had within one fetch.

Where it can, no other way is looked at: a plan never leaves a subgraph that can answer.  The exception are shared
fields whose runtime types subgraphs know differently; there the others must be heard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.planning.plan import TYPENAME
from gateway.planning.selection import Selection
from gateway.planning.steps import Provided, Step

if TYPE_CHECKING:
    from gateway.planning.explorer import Explorer


class Locality:
    """Answers for one explorer's steps."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.index = explorer.index

    def covers(self, step: Step, selections: Provided) -> bool:
        """Whether all of `selections` can be had within this fetch, with no type that others know differently."""
        for selection in selections:
            if selection.condition is not None:
                if not self.covers_cast(step, selection):
                    return False
                continue
            found = self.direct_local(step, selection)
            if found is None or (selection.children is not None and not self.covers(found, selection.children)):
                return False
        return True

    def covers_cast(self, step: Step, selection: Selection) -> bool:
        node, condition = step.node, selection.condition or ""
        if node.kind == "interface object":
            return False
        if node.kind == "abstract" and self.is_known_in_part(step):
            return False
        members = [node.type] if node.kind == "object" else sorted(node.members)
        return all(
            self.covers(step if node.kind == "object" else self.explorer.cast(step, member), selection.children or ())
            for member in members
            if member == condition or member in self.index.possible(condition)
        )

    def direct_local(self, step: Step, selection: Selection) -> Step | None:
        node = step.node
        if selection.name == TYPENAME:
            return None if node.kind == "interface object" else self.explorer.typename_step(step)
        if node.kind == "abstract":
            return self.explorer.whole(step, selection)
        found = self.index.within(node, selection.name)
        return self.explorer.field_step(step, selection, found.inner) if found.local else None

    def is_known_in_part(self, step: Step) -> bool:
        """Whether the field that led here is shared by subgraphs that know different runtime types."""
        if step.kind != "field" or step.parent is None or step.selection is None:
            return False
        return self.index.differs(step.parent.node.type, step.selection.name)
