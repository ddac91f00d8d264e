"""Fields that must be brought something: `@requires` and `@fromContext`.

Such a field is had by entering its subgraph (again) with a representation that carries what it needs: from where the
subgraph was entered already, else from itself, by any of its keys.  Values of a context come from the nearest
ancestor that sets it, wherever that ancestor's fields can be had.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graphql import ArgumentNode, NameNode, VariableNode

from gateway.federation.facts import FieldJoin
from gateway.planning.selection import Selection
from gateway.planning.steps import JUMP_COST, Active, Alternative, ContextNeed, Jump, Provided, Step
from gateway.planning.variables import CONTEXT

if TYPE_CHECKING:
    from gateway.planning.explorer import Explorer


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


class Entrance:
    """Enters with an explorer's moves; numbers the variables that carry contexts."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.index = explorer.index
        self.variables: dict[object, str] = {}

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
            needs = self.explorer.gather(self.explorer.reach(base, active), wanted, active)
            if needs is None:
                continue
            read = tuple((need.ancestor, need.variable) for need in contexts)
            label = "requires", node.graph, node.type, join.requires, key, read
            inner = self.index.node(node.graph, node.type)
            made = self.explorer.step(
                base, "jump", label, inner, step.position, JUMP_COST, (*key_needs, *needs, *context_needs)
            )
            made.key_needs, made.jump = key_needs, Jump(key, wanted, contexts)
            if contexts:
                selection = selection.with_arguments(context_arguments(join, contexts), step.position)
            return [self.explorer.field_step(made, selection, self.index.within(inner, selection.name).inner)]
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
            starts = dict.fromkeys(
                (*self.explorer.reach(before_jumps(ancestor), active), *self.explorer.reach(ancestor, active))
            )
            found = self.explorer.gather(list(starts), wanted, active)
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
        for entry in self.index.entries_at(step.node.type, step.node.graph):
            key = self.index.field_set(entry.key)
            needs = self.explorer.gather(self.explorer.reach(step, active), key, active)
            if needs is not None:
                yield step, key, tuple(needs)
