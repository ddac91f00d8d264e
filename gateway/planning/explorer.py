"""Where the fields of a selection can come from: the moves of the planner.

From a step there are three kinds of moves.  `direct` ones stay in its fetch: a field the subgraph resolves, one a
`@provides` adds, an interface field of every runtime type (a `Fork` where the types need different routes), or,
for `@requires`, a second entry into the same subgraph.  `reach` lists the other subgraphs in which the same
object can be continued: the closure of its known fields under keys, cheapest first, each (subgraph, type) once,
so that mutually dependent keys cost polynomial work.  What needs a whole field set is in modules of its own:
`gathering`, `closure` and `entering`.
"""

from __future__ import annotations

from typing import Any

from gateway.planning.closure import Closure
from gateway.planning.entering import Entrance
from gateway.planning.errors import PlanError
from gateway.planning.gathering import Gatherer
from gateway.planning.index import Entry, Index
from gateway.planning.locality import Locality
from gateway.planning.plan import TYPENAME
from gateway.planning.positions import Position
from gateway.planning.selection import Selection
from gateway.planning.steps import (
    FIELD_COST,
    JUMP_COST,
    NONE_ACTIVE,
    Active,
    Alternative,
    Fork,
    Jump,
    Node,
    Step,
    StepKind,
    prune,
    total,
)

TYPENAME_SELECTION = Selection(TYPENAME)


class Explorer:
    """Finds alternatives over one operation's steps.

    Args:
        index: of the supergraph.
        budget: steps that may be made before planning is given up.
    """

    def __init__(self, index: Index, budget: int) -> None:
        self.index = index
        self.budget = budget
        self.locality = Locality(self)
        self.gather = Gatherer(self).gather
        self.entering = Entrance(self).entering

    def close(self) -> None:
        """Let go of the parts, which refer back to the explorer: it can explore no further."""
        del self.locality, self.gather, self.entering

    def step(
        self,
        parent: Step | None,
        kind: StepKind,
        label: Any,
        node: Node,
        position: Position,
        cost: int,
        needs: tuple[Alternative, ...] = (),
    ) -> Step:
        """The one step for this move from this parent.

        Raises:
            PlanError: the budget is spent.
        """
        identity = kind, label, node
        found = parent.children.get(identity) if parent else None
        if found is None:
            self.budget -= 1
            if self.budget < 0:
                raise PlanError("QUERY_PLAN_TOO_COMPLEX", "Planning this operation takes more work than is allowed.")
            found = Step(parent, kind, label, node, position, cost, needs)
            if parent:
                parent.children[identity] = found
        return found

    # -- fields within a step's own fetch
    def field_step(self, step: Step, selection: Selection, inner: Node | None) -> Step:
        """The step to a field, with the node below it."""
        assert inner is not None
        source = selection.source_at(step.position)
        label = source, selection.name, selection.signature
        position = step.position if inner.kind == "leaf" else step.position.child(source)
        made = self.step(step, "field", label, inner, position, FIELD_COST)
        made.source, made.selection = source, selection
        return made

    def typename_step(self, step: Step) -> Step:
        made = self.step(
            step, "field", (TYPENAME, TYPENAME, ""), self.index.node(step.node.graph, "String"), step.position, 0
        )
        made.source, made.selection = TYPENAME, TYPENAME_SELECTION
        return made

    def direct(self, step: Step, selection: Selection, active: Active) -> list[Alternative]:
        """The field within the step's own fetch, or by re-entering the same subgraph for `@requires`."""
        node = step.node
        if selection.name == TYPENAME:
            return [] if node.kind == "interface object" else [self.typename_step(step)]
        if node.kind == "abstract":
            return self.direct_abstract(step, selection, active)
        if node.kind == "leaf":
            return []
        found = self.index.within(node, selection.name)
        if found.local:
            return [self.field_step(step, selection, found.inner)]
        if found.how in ("requires", "context") and found.join is not None:
            return self.entering(step, selection, found.join, active)
        return []

    def whole(self, step: Step, selection: Selection) -> Step | None:
        """An interface field selected on the interface, if every runtime type here has it, and none of them sets a
        context that others do not: what is below would not know it."""
        node = step.node
        if selection.name not in self.index.facts(node.type).fields:
            return None
        if selection.children is not None and not self.index.same_contexts(node.type, node.members):
            return None
        index, name = self.index, selection.name
        found = index.within(node, name)
        if not found.local:
            return None
        if index.provided(node.provided, node.type, name) is None:
            for member in node.members:
                how, _ = index.resolvable(node.graph, member, name)
                if how != "own" and index.provided(node.provided, member, name) is None:
                    return None
        return self.field_step(step, selection, found.inner)

    def direct_abstract(self, step: Step, selection: Selection, active: Active) -> list[Alternative]:
        node = step.node
        if selection.name not in self.index.facts(node.type).fields:
            return []
        whole = self.whole(step, selection)
        if whole is not None:
            return [whole]
        branches = []
        for member in sorted(node.members):
            found = self.alternatives(self.cast(step, member), selection, active)
            if not found:
                return []
            branches.append(found)
        return [Fork(branches)] if branches else []

    def cast(self, step: Step, member: str) -> Step:
        """An inline fragment on an object type."""
        node = step.node
        provided: list[Selection] = []
        for selection in node.provided:
            if selection.condition is None:
                provided.append(selection)
            elif selection.condition == member or member in self.index.possible(selection.condition):
                provided.extend(selection.children or ())
        inner = self.index.node(node.graph, member, tuple(provided))
        return self.step(step, "cast", member, inner, step.position, 0)

    # -- other subgraphs
    def reach(self, step: Step, active: Active = NONE_ACTIVE) -> list[Step]:
        """The step and its continuations in other subgraphs, cheapest first."""
        if active and step.kind != "assume" and self.index.has_plain_keys(step.node.type):
            active = NONE_ACTIVE
        found = step.memo.get(active)
        if found is not None:
            return found
        order = step.memo[active] = [step]
        if step.node.kind == "leaf" or step.kind in ("root", "operation"):
            return order
        been = self.been(step)
        order += self.root_returns(step)
        if step.kind == "assume" and step.parent is not None:
            for other in self.reach(step.parent, active)[1:]:
                been.add((other.node.graph, other.node.type))
                order += [way for way in self.casts(other, step.label, active) or () if isinstance(way, Step)]
        doors = self.index.doors(step.node.type, step.node.graph, been, active)
        Closure(self, order, active, doors).close(step)
        return order

    def been(self, step: Step) -> set[tuple[str, str]]:
        """The (subgraph, type) pairs already passed at this position."""
        passed = set()
        at: Step | None = step
        while at is not None:
            passed.add((at.node.graph, at.node.type))
            if at.kind not in ("jump", "cast", "assume"):
                break
            at = at.parent
        return passed

    def root_returns(self, step: Step) -> list[Step]:
        """A field that returns a root type can be continued in every subgraph, without a key."""
        node = step.node
        if node.type not in self.index.supergraph.roots.values():
            return []
        found = []
        for graph in self.index.facts(node.type).joins:
            if graph != node.graph:
                inner = self.index.node(graph, node.type)
                made = self.step(step, "jump", (node.type, graph, None), inner, step.position, JUMP_COST)
                made.jump = Jump(None)
                found.append(made)
        return found

    def enter(self, step: Step, entry: Entry, needs: tuple[Alternative, ...]) -> Step:
        inner = self.index.node(entry.graph, entry.type)
        made = self.step(step, "jump", tuple(entry), inner, step.position, JUMP_COST, needs)
        made.jump = Jump(self.index.field_set(entry.key))
        return made

    # -- alternatives of the client's fields
    def alternatives(
        self, alternative: Alternative, selection: Selection, active: Active = NONE_ACTIVE
    ) -> list[Alternative]:
        """Every way to a field: here, and, unless everything below is here too, in other subgraphs."""
        if isinstance(alternative, Fork):
            branches = [
                prune([found for each in branch for found in self.alternatives(each, selection, active)])
                for branch in alternative.branches
            ]
            return [Fork(branches)] if all(branches) else []
        here = self.direct(alternative, selection, active)
        whole = here[0] if here else None
        if isinstance(whole, Step) and (selection.children is None or self.locality.covers(whole, selection.children)):
            return here
        found = list(here)
        for other in self.reach(alternative, active)[1:]:
            if self.index.may_have(other.node, selection.name):
                found += self.direct(other, selection, active)
        return found

    def casts(self, alternative: Alternative, member: str, active: Active = NONE_ACTIVE) -> list[Alternative] | None:
        """Ways to `... on member` for an object type; None if it can never match here."""
        if isinstance(alternative, Fork):
            matching = []
            for branch in alternative.branches:
                found = [way for each in branch for way in self.casts(each, member, active) or ()]
                if found:
                    matching.append(found)
            return [Fork(matching)] if matching else None
        node = alternative.node
        if node.kind == "object":
            return [alternative] if node.type == member else None
        if node.kind == "abstract":
            return [self.cast(alternative, member)] if member in node.members else None
        return self.assumptions(alternative, member, active) if member in self.index.possible(node.type) else None

    def assumptions(self, step: Step, member: str, active: Active) -> list[Alternative]:
        """An interface object cannot tell its type: go where the interface is real, or stay and ask there."""
        real = [each for each in self.reach(step, active)[1:] if each.node.kind == "abstract"]
        found: list[Alternative] = [self.cast(each, member) for each in real if member in each.node.members]
        if real:
            cheapest = min((self.typename_step(each) for each in real), key=total)
            found.append(self.step(step, "assume", member, step.node, step.position, 0, (cheapest,)))
        return found
