"""Where the fields of a selection can come from: the moves of the planner.

From a step there are three kinds of moves.  `direct` ones stay in its fetch: a field the subgraph resolves, one a
`@provides` adds, an interface field of every runtime type (a `Fork` where the types need different routes), or,
for `@requires`, a second entry into the same subgraph.  `reach` lists the other subgraphs in which the same
object can be continued: the closure of its known fields under keys, cheapest first, each (subgraph, type) once,
so that mutually dependent keys cost polynomial work.  `gather` finds the cheapest source of a whole field set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from graphql import ArgumentNode, NameNode, VariableNode

from gateway.federation.facts import FieldJoin
from gateway.planning.closure import Closure
from gateway.planning.errors import PlanError
from gateway.planning.index import Entry, Index
from gateway.planning.locality import Locality
from gateway.planning.plan import TYPENAME
from gateway.planning.positions import Position
from gateway.planning.selection import Selection
from gateway.planning.steps import (
    FIELD_COST,
    JUMP_COST,
    Alternative,
    ContextNeed,
    Fork,
    Jump,
    Node,
    Provided,
    Step,
    StepKind,
    prune,
    tails,
    total,
)
from gateway.planning.variables import CONTEXT


def context_arguments(join: FieldJoin, contexts: tuple[ContextNeed, ...]) -> tuple[ArgumentNode, ...]:
    """The arguments to print: each takes the variable that will carry its value."""
    return tuple(
        ArgumentNode(name=NameNode(value=argument.name), value=VariableNode(name=NameNode(value=need.variable)))
        for argument, need in zip(join.context_arguments, contexts, strict=True)
    )


def before_jumps(step: Step) -> Step:
    """Where a step's object was met before it was continued in other subgraphs."""
    while step.kind == "jump" and step.parent is not None:
        step = step.parent
    return step


Active = frozenset[Any]
NONE_ACTIVE: Active = frozenset()
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
        self.variables: dict[object, str] = {}

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
        identity = kind, label, node.identity
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
    def provided(self, provided: Provided, type_: str, name: str) -> Provided | None:
        """What a `@provides` says below a field of `type_`, or None if it does not provide it."""
        for selection in provided:
            condition = selection.condition
            if condition is None:
                if selection.name == name:
                    return selection.children or ()
            elif condition == type_ or type_ in self.index.possible(condition):
                found = self.provided(selection.children or (), type_, name)
                if found is not None:
                    return found
        return None

    def source(self, step: Step, selection: Selection) -> str:
        if selection.source is not None:
            return selection.source
        return step.position.internal(selection.name, selection.signature)

    def field_step(self, step: Step, selection: Selection, join: FieldJoin | None, provided: Provided) -> Step:
        node = step.node
        declared = join.type if join else self.index.facts(node.type).fields[selection.name].type
        if join and join.provides:
            provided = provided + self.index.field_set(join.provides)
        source = self.source(step, selection)
        made = self.step(
            step,
            "field",
            (source, selection.name, selection.signature),
            self.index.node(node.graph, declared.named, provided),
            step.position.child(source),
            FIELD_COST,
        )
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
        how, join = self.index.resolvable(node.graph, node.type, selection.name)
        provided = self.provided(node.provided, node.type, selection.name)
        if how == "own" or provided is not None:
            return [self.field_step(step, selection, join, provided or ())]
        if how in ("requires", "context") and join is not None:
            return self.entering(step, selection, join, active)
        return []

    def whole(self, step: Step, selection: Selection) -> Step | None:
        """An interface field selected on the interface, if every runtime type here has it, and none of them sets a
        context that others do not: what is below would not know it."""
        node = step.node
        if selection.name not in self.index.facts(node.type).fields:
            return None
        if selection.children is not None and not self.index.same_contexts(node.type, node.members):
            return None
        how, join = self.index.resolvable(node.graph, node.type, selection.name)
        provided = self.provided(node.provided, node.type, selection.name)
        if provided is None:
            if how != "own":
                return None
            for member in node.members:
                member_how, _ = self.index.resolvable(node.graph, member, selection.name)
                if member_how != "own" and self.provided(node.provided, member, selection.name) is None:
                    return None
        return self.field_step(step, selection, join, provided or ())

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

    def entering(self, step: Step, selection: Selection, join: FieldJoin, active: Active) -> list[Alternative]:
        """A field with `@requires` or contextual arguments: enter its subgraph (again), bringing what it needs."""
        node = step.node
        mark = node.graph, node.type, selection.name
        if mark in active or (join.context_arguments and active):
            return []  # what is required does not depend on where it is required from
        active |= {mark}
        wanted = self.index.field_set(join.requires) if join.requires else ()
        context = self.context_needs(step, join, active)
        if context is None:
            return []
        contexts, context_needs = context
        for base, key, key_needs in self.entrances(step, active):
            needs = self.gather(self.reach(base, active), wanted, active)
            if needs is None:
                continue
            read = tuple((need.ancestor, need.variable) for need in contexts)
            label = "requires", node.graph, node.type, join.requires, key, read
            inner = self.index.node(node.graph, node.type)
            made = self.step(base, "jump", label, inner, step.position, JUMP_COST, (*key_needs, *needs, *context_needs))
            made.key_needs, made.jump = key_needs, Jump(key, wanted, contexts)
            if contexts:
                source = self.source(step, selection)
                selection = selection.with_arguments(context_arguments(join, contexts))
                selection.source = source
            return [self.field_step(made, selection, join, ())]
        return []

    def context_needs(
        self, step: Step, join: FieldJoin, active: Active
    ) -> tuple[tuple[ContextNeed, ...], list[Alternative]] | None:
        """Where each contextual argument comes from: the nearest ancestor that sets its context."""
        contexts: list[ContextNeed] = []
        needs: list[Alternative] = []
        for argument in join.context_arguments:
            wanted = self.index.field_set(argument.selection)
            ancestor = self.context_ancestor(step, argument.context)
            if ancestor is None:
                return None
            starts = dict.fromkeys((*self.reach(before_jumps(ancestor), active), *self.reach(ancestor, active)))
            found = self.gather(list(starts), wanted, active)
            if found is None:
                return None
            needs += found
            same = ancestor.position, argument.selection, argument.type
            variable = self.variables.setdefault(same, f"{CONTEXT}{len(self.variables)}")
            contexts.append(ContextNeed(ancestor, wanted, variable, argument.type))
        return tuple(contexts), needs

    def context_ancestor(self, step: Step, context: str) -> Step | None:
        """The nearest object around the step's own that sets a context."""
        at: Step | None = step
        while at is not None and at.kind != "operation":
            if at.position is not step.position and context in self.index.contexts(at.node.type):
                return at
            at = at.parent
        return None

    def entrances(self, step: Step, active: Active) -> Iterable[tuple[Step, Provided | None, tuple[Alternative, ...]]]:
        """Ways into the step's own subgraph at its position: from where it was entered, then from itself."""
        if step.kind == "jump" and step.jump is not None and step.parent is not None:
            yield step.parent, step.jump.key, step.key_needs
        for entry in self.index.entries(step.node.type):
            if entry.graph == step.node.graph:
                key = self.index.field_set(entry.key)
                needs = self.gather(self.reach(step, active), key, active)
                if needs is not None:
                    yield step, key, tuple(needs)

    # -- other subgraphs
    def reach(self, step: Step, active: Active = NONE_ACTIVE) -> list[Step]:
        """The step and its continuations in other subgraphs, cheapest first."""
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
        closing = Closure(self, order, active)
        for entry in self.index.entries(step.node.type):
            if entry.graph != step.node.graph and entry not in active and (entry.graph, entry.type) not in been:
                closing.open(entry)
        closing.close(step)
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

    # -- field sets
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
            casts = [each for step in starts for each in self.casts(step, member, active) or ()]
            if not casts:
                continue
            wider = [each for step in tails(casts) for each in self.reach(step, active)]
            part = self.gather(wider, selection.children or (), active)
            if part is None:
                return None
            found += part
        return found

    def gather_field(self, starts: Sequence[Step], selection: Selection, active: Active) -> list[Alternative] | None:
        options = prune([each for step in starts for each in self.direct(step, selection, active)])
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
                part = self.gather(self.reach(option, active), wanted, active)
            if part is not None and (best is None or sum(map(total, part)) < sum(map(total, best))):
                best = part
        return best

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
        for other in self.reach(alternative, active)[1:]:
            here = here + self.direct(other, selection, active)
        return here

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
