"""What one fetch selects, as a tree that prints as a subgraph document.

The steps of a fetch (of all its merged heads) are laid over each other.  Where two sibling types' fields have
one source key but different shapes in this subgraph (GraphQL spec, "SameResponseShape"), the later one gets an
alias of its own and a `Rename` that undoes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import msgspec
from graphql import VariableNode

from gateway.planning.conditions import ALWAYS, Condition, either
from gateway.planning.index import Index
from gateway.planning.plan import TYPENAME, Path, Rename, Selected, TypeGuard
from gateway.planning.positions import INTERFACE_OBJECT_TYPENAME
from gateway.planning.selection import Arguments, written
from gateway.planning.steps import Node, Step

INDENT: Final = "  "


class Branch(msgspec.Struct, eq=False):
    """A field or inline fragment of a document, or (at the top) a fetch's own place.

    `step` is the first that selects the field.  A field that is not always needed has its condition in `when`, and in
    `switch` the variable that stands for it unless what is around it has the same.
    """

    node: Node
    source: str = ""
    name: str = ""
    arguments: Arguments = ()
    signature: str = ""
    step: Step | None = None
    when: Condition = ALWAYS
    alias: str = ""
    switch: str = ""
    fields: dict[str, Branch] = msgspec.field(default_factory=dict)
    casts: dict[str, Branch] = msgspec.field(default_factory=dict)

    @property
    def is_leaf(self) -> bool:
        return self.node.kind == "leaf"

    def variables(self) -> Iterator[str]:
        """Names of the variables used here and below."""
        for argument in self.arguments:
            yield from variables_in(argument)
        if self.switch:
            yield self.switch
        for branch in (*self.fields.values(), *self.casts.values()):
            yield from branch.variables()

    def write(self, lines: list[str], pad: str) -> None:
        """Add the selection set's lines, without its braces."""
        if self.needs_typename:
            lines.append(pad + TYPENAME)
        elif not self.fields and not self.casts:
            lines.append(f"{pad}{INTERFACE_OBJECT_TYPENAME}: {TYPENAME}")
        for branch in self.fields.values():
            if branch.name != TYPENAME:
                branch.write_field(lines, pad)
        for type_, branch in self.casts.items():
            lines.append(f"{pad}... on {type_} {{")
            branch.write(lines, pad + INDENT)
            lines.append(pad + "}")

    @property
    def needs_typename(self) -> bool:
        """Abstract places always tell their type; an object's only when it is asked or nothing else is."""
        if self.node.kind == "interface object":
            return False
        return self.node.kind == "abstract" or TYPENAME in self.fields or not (self.fields or self.casts)

    def write_field(self, lines: list[str], pad: str) -> None:
        """Add the lines of a field."""
        alias, name = self.alias or self.source, self.name
        text = pad + name if alias == name else f"{pad}{alias}: {name}"
        if self.arguments:
            text += f"({', '.join(map(written, self.arguments))})"
        if self.switch:
            text += f" @include(if: ${self.switch})"
        if self.is_leaf:
            lines.append(text)
            return
        lines.append(text + " {")
        self.write(lines, pad + INDENT)
        lines.append(pad + "}")


def variables_in(argument: object) -> Iterator[str]:
    """Names of the variables in an argument's value."""
    todo = [getattr(argument, "value", None)]
    while todo:
        value = todo.pop()
        if isinstance(value, VariableNode):
            yield value.name.value
        todo.extend(getattr(value, "values", None) or ())
        todo.extend(child.value for child in getattr(value, "fields", None) or ())


def tidy(branch: Branch) -> None:
    """Drop leaves from fragments that are selected around them anyway."""
    for type_, cast in list(branch.casts.items()):
        for source, field_ in list(cast.fields.items()):
            around = branch.fields.get(source)
            if field_.is_leaf and not field_.alias and around is not None and around.when == field_.when:
                del cast.fields[source]
        if not cast.fields and not cast.casts:
            del branch.casts[type_]
    for below in (*branch.fields.values(), *branch.casts.values()):
        tidy(below)


def switch(branch: Branch, around: Condition, name: Callable[[Condition], str]) -> None:
    """Give switches to the fields below whose condition is not that of what is around them; `__typename` needs none."""
    for each in branch.fields.values():
        if each.when != around and each.name != TYPENAME:
            each.switch = name(each.when)
        switch(each, each.when, name)
    for cast in branch.casts.values():
        switch(cast, around, name)


def selected(index: Index, branch: Branch, types: frozenset[str] | None = None) -> tuple[Selected, ...]:
    """A fetch's tree, without its fragments: what is asked for, each field with the types that it is asked of."""
    found = [Selected(TYPENAME, TYPENAME, types=types, non_null=True)] if branch.needs_typename else []
    for each in branch.fields.values():
        if each.name != TYPENAME:
            children = None if each.is_leaf else selected(index, each)
            when = None if each.when is ALWAYS else each.when
            non_null = index.forbids_null(branch.node.type, each.name)
            made = Selected(each.source, each.name, each.signature, children, types, when, non_null)
            found.append(index.leaves.selected(made))
    for cast in branch.casts.values():
        possible = index.known(cast.node)
        found += selected(index, cast, possible if types is None else possible & types)
    return tuple(found)


class BranchBuilder:
    """Lays the chosen steps of a fetch over each other."""

    def __init__(self, index: Index, chosen: Iterable[Step], conditions: Mapping[Step, Condition]) -> None:
        self.index = index
        self.conditions = conditions
        self.divided = False
        self.below: dict[Step, list[Step]] = {}
        for step in chosen:
            if step.parent is not None and not step.starts_fetch:
                self.below.setdefault(step.parent, []).append(step)

    def build(self, heads: Iterable[Step]) -> tuple[Branch, tuple[Rename, ...]]:
        """The tree of a fetch, and how to undo the aliases it needed."""
        heads = list(heads)
        top = Branch(heads[0].node)
        self.divided = False
        for head in heads:
            self.grow(top, head)
        if not self.divided:  # each key stands once
            return top, ()
        renames = tuple(self.resolve([(top, ())]))
        tidy(top)
        return top, renames

    def grow(self, branch: Branch, step: Step) -> None:
        for child in self.below.get(step, ()):
            if child.kind == "field":
                grown = self.field(branch, child)
                if child in self.below:
                    self.grow(grown, child)
            elif child.kind == "cast":
                self.divided = True
                self.grow(branch.casts.setdefault(child.label, Branch(child.node)), child)
            else:  # an assumption narrows what is merged, not what is asked
                self.grow(branch, child)

    def field(self, branch: Branch, step: Step) -> Branch:
        found = branch.fields.get(step.source)
        when = self.conditions.get(step, ALWAYS)
        if found is None:
            wanted = step.selection
            assert wanted is not None
            found = branch.fields[step.source] = Branch(
                step.node, step.source, wanted.name, wanted.arguments, wanted.signature, step, when
            )
            return found
        found.when = either(found.when, when)
        if len(step.node.members) < len(found.node.members):
            found.node = step.node
        return found

    def shape(self, branch: Branch) -> str:
        """The field's type here with every composite type alike."""
        assert branch.step is not None
        owner = branch.step.parent
        if branch.name == TYPENAME or owner is None:
            return "String!"
        facts = self.index.facts(owner.node.type).fields[branch.name]
        join = facts.joins.get(owner.node.graph)
        declared = join.type if join else facts.type
        return declared.text if branch.step.node.kind == "leaf" else declared.text.replace(declared.named, "*")

    def resolve(self, places: list[tuple[Branch, Path]]) -> Iterator[Rename]:
        """Alias what clashes among branches that answer into one object, and below."""
        taken: dict[str, tuple[str, list[tuple[Branch, Path]]]] = {}
        for branch, path, type_ in self.flattened(places):
            shape = self.shape(branch)
            known = taken.setdefault(branch.source, (shape, []))
            here = (*path, *((TypeGuard(frozenset((type_,))),) if type_ else ()))
            if known[0] != shape:
                branch.alias = f"{branch.source}__{type_ or 'shared'}"
                yield Rename(here, branch.alias, branch.source)
                yield from self.resolve([(branch, (*here, branch.alias))])
            else:
                known[1].append((branch, (*path, branch.source)))
        for _, group in taken.values():
            composite = [place for place in group if not place[0].is_leaf]
            if composite:
                yield from self.resolve(composite)

    def flattened(self, places: list[tuple[Branch, Path]]) -> Iterator[tuple[Branch, Path, str]]:
        """Every field of the places, with the type condition it stands under."""
        for branch, path in places:
            for field_ in branch.fields.values():
                yield field_, path, ""
            for type_, cast in branch.casts.items():
                for field_ in cast.fields.values():
                    yield field_, path, type_
