"""Walks a selection over alternatives and collects, for each leaf, every way it could be fetched.

The walk decides nothing: it carries an OR of steps per position downwards.  Where it ends, the alternatives of a
leaf are reported to `leaf`, and the `chooser` settles on one each.
"""

from __future__ import annotations

from collections.abc import Callable

from gateway.planning.conditions import Condition
from gateway.planning.errors import PlanError
from gateway.planning.explorer import Explorer
from gateway.planning.selection import Selection
from gateway.planning.steps import KEPT, Alternative, Provided, Step, prune, tails

Leaf = Callable[[list[Alternative], Condition], None]
"""Gets the ways to a leaf, and when it is selected."""


class Walker:
    """Walks client selections with an explorer's moves.

    Args:
        explorer: of one plan.
        folded: whether what is selected may bear conditions.
    """

    def __init__(self, explorer: Explorer, *, folded: bool = False) -> None:
        self.explorer = explorer
        self.folded = folded
        self.index = explorer.index

    def walk(self, alternatives: list[Alternative], selections: Provided, leaf: Leaf) -> int:
        """Report every leaf below `alternatives`; returns how many there were.

        Raises:
            PlanError: a field can be had from none of the alternatives.
        """
        count = 0
        for selection in selections:
            if selection.condition is not None:
                count += self.walk_condition(alternatives, selection, leaf)
                continue
            found = [way for each in alternatives for way in self.explorer.alternatives(each, selection)]
            if selection.children is not None:
                found = prune(found, KEPT)
            if not found:
                raise self.no_way(alternatives, selection)
            self.walk_below(found, selection, leaf)
            count += 1
        return count

    def walk_below(self, found: list[Alternative], selection: Selection, leaf: Leaf) -> None:
        """A composite field in which nothing can match is still fetched, for its `__typename`.

        So is one of which all that is below may be left out by conditions.
        """
        children, when = selection.children, selection.when
        if children is None or not self.walk(self.narrow(found), children, leaf) or self.may_lack(children, when):
            leaf(found, when)

    def may_lack(self, selections: Provided, when: Condition) -> bool:
        """Whether all of the selections may be left out while `when` holds."""
        return self.folded and not any(each.condition is None and each.when == when for each in selections)

    def walk_condition(self, alternatives: list[Alternative], selection: Selection, leaf: Leaf) -> int:
        condition, children = selection.condition or "", selection.children or ()
        if all(step.node.type == condition for step in tails(alternatives)):
            return self.walk(alternatives, children, leaf)
        count = 0
        possible = self.index.possible(condition)
        for member in sorted({m for step in tails(alternatives) for m in self.index.runtime(step.node)} & possible):
            casts = [way for each in alternatives for way in self.explorer.casts(each, member) or ()]
            if casts:
                count += self.walk(casts, children, leaf)
        return count

    def narrow(self, alternatives: list[Alternative]) -> list[Alternative]:
        """Where several subgraphs could answer an abstract field, only the types all of them know are planned.

        A shared field is the same in each, so it can only be what each can say.  A field of one subgraph keeps all.
        """
        if len(alternatives) == 1 and isinstance(alternatives[0], Step):
            return alternatives
        steps = list(tails(alternatives))
        abstract = {id(step) for step in steps if step.node.kind == "abstract"}
        if not abstract or len({step.node.graph for step in steps}) < 2:
            return alternatives
        known = [self.index.runtime(step.node) for step in steps]
        shared = frozenset.intersection(*known)
        if all(each == shared for each in known):
            return alternatives
        return [
            self.narrowed(each, shared) if isinstance(each, Step) and id(each) in abstract else each
            for each in alternatives
        ]

    def narrowed(self, step: Step, members: frozenset[str]) -> Step:
        node = self.index.node(step.node.graph, step.node.type, step.node.provided, members)
        made = self.explorer.step(step.parent, step.kind, step.label, node, step.position, step.cost, step.needs)
        made.source, made.selection, made.jump, made.key_needs = step.source, step.selection, step.jump, step.key_needs
        return made

    def no_way(self, alternatives: list[Alternative], selection: Selection) -> PlanError:
        graphs = self.index.supergraph.graphs
        places = sorted({f"{step.node.type} of {graphs.get(step.node.graph, '?')}" for step in tails(alternatives)})
        return PlanError(
            "QUERY_PLAN_NOT_FOUND",
            f'No subgraph can resolve "{selection.name}" from {" or ".join(places) or "here"}.',
        )
