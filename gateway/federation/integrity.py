"""Whether the facts of a supergraph agree with each other: every name in them is of something, every field set selects.

A composer that is right writes nothing else; a hand that edits a supergraph, or a composer that is not, would
otherwise be found out by the one operation that needs the missing part.  What may be missing in a right
supergraph (a field that no subgraph can reach, a subgraph that nothing leads to) is no business of this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import ArgumentNode, FieldNode, InlineFragmentNode, SelectionSetNode, VariableNode, Visitor, visit

from gateway.federation.applications import shortened
from gateway.federation.facts import FieldFacts, FieldJoin, SupergraphError, TypeFacts, TypeReference
from gateway.federation.field_set import FieldSetError, parse_field_set
from gateway.federation.model import BUILT_IN_SCALARS
from gateway.federation.selections import TYPENAME

LONGEST_FIELD_SET = 20_000
"""Characters; the longest keys and requirements known have some hundred."""

DEEPEST_FIELD_SET = 50


def check_integrity(types: Mapping[str, TypeFacts], graphs: Mapping[str, str]) -> None:
    """Raises SupergraphError: the first thing that does not hold, with its coordinate and subgraph."""
    _Check(types, graphs).all()


class _Check:
    def __init__(self, types: Mapping[str, TypeFacts], graphs: Mapping[str, str]) -> None:
        self.types = types
        self.graphs = graphs
        self.parsed: dict[str, SelectionSetNode] = {}
        self.contexts: dict[str, list[TypeFacts]] = {}
        for facts in types.values():
            for name in facts.contexts:
                self.contexts.setdefault(name, []).append(facts)

    def all(self) -> None:
        for facts in self.types.values():
            self.abstract(facts)
            for graph, joins in facts.joins.items():
                for join in joins:
                    if join.key is not None:
                        self.field_set("key", join.key, facts.name, facts.name, graph)
            for field in facts.fields.values():
                self.field(facts, field)

    def abstract(self, facts: TypeFacts) -> None:
        """What it implements are interfaces, and its members objects."""
        for names, kind in ((facts.implements, "interface"), (facts.members, "object")):
            for name in sorted(frozenset().union(*names.values())):
                other = self.types.get(name)
                if other is None or other.kind != kind:
                    what = f"is no {kind} type" if other else "is not defined"
                    does = "implements" if kind == "interface" else "has the member"
                    raise SupergraphError(f"The type {facts.name} {does} {name}, which {what}.")

    def field(self, facts: TypeFacts, field: FieldFacts) -> None:
        where = f"{facts.name}.{field.name}"
        self.known(field.type, where)
        for graph, join in field.joins.items():
            self.same_shape(join.type, field.type, f"{where} in {self.graphs[graph]}")
            named = join.type.named
            if join.requires is not None:
                self.field_set("requirement", join.requires, facts.name, where, graph)
            if join.provides is not None:
                if not self.has_fields(named):
                    raise SupergraphError(
                        f'The field {where} provides "{shortened(join.provides)}", but {named} has no fields.'
                    )
                self.field_set("provision", join.provides, named, where, graph)
            self.context_arguments(join, where, graph)

    def context_arguments(self, join: FieldJoin, where: str, graph: str) -> None:
        for argument in join.context_arguments:
            if argument.context not in self.contexts:
                raise SupergraphError(
                    f'The argument {where}({argument.name}:) is read from the context "{argument.context}", '
                    "which no type sets."
                )
            for facts in self.contexts[argument.context]:
                parent = None if facts.kind == "union" else facts.name
                self.field_set("context selection", argument.selection, parent, f"{where}({argument.name}:)", graph)

    def known(self, reference: TypeReference, where: str) -> None:
        if reference.named not in self.types and reference.named not in BUILT_IN_SCALARS:
            raise SupergraphError(f"The field {where} is of type {reference.named}, which is not defined.")

    def same_shape(self, reference: TypeReference, declared: TypeReference, where: str) -> None:
        """A subgraph's type of a field is a list, and has fields below it, where the supergraph's is and has."""
        if reference is declared:
            return
        self.known(reference, where)
        same = self.has_fields(reference.named) == self.has_fields(declared.named)
        if reference.text.count("[") != declared.text.count("[") or not same:
            raise SupergraphError(
                f"The field {where} is of type {reference.text}, the supergraph's is {declared.text}."
            )

    def has_fields(self, name: str) -> bool:
        facts = self.types.get(name)
        return facts is not None and facts.is_composite

    def field_set(self, kind: str, text: str, parent: str | None, where: str, graph: str) -> None:
        """`parent` is None for a union, of which only fragments can select."""
        try:
            if text not in self.parsed:
                self.parsed[text] = readable_field_set(text)
            self.selections(self.parsed[text], parent, graph, kind == "key")
        except FieldSetError as error:
            raise SupergraphError(
                f'The {kind} "{shortened(text)}" of {where} in {self.graphs[graph]} cannot be used: '
                f"{str(error).removesuffix('.')}."
            ) from None

    def selections(self, selections: SelectionSetNode, parent: str | None, graph: str, key: bool) -> None:
        for node in selections.selections:
            if isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else parent
                if condition is not None and not self.has_fields(condition):
                    raise FieldSetError(f"it has a fragment on {condition}, which has no fields")
                self.selections(node.selection_set, condition, graph, key)
            elif isinstance(node, FieldNode) and parent is not None:
                self.selected(node, parent, graph, key)

    def selected(self, node: FieldNode, parent: str, graph: str, key: bool) -> None:
        name = node.name.value
        below = node.selection_set
        if name == TYPENAME:
            composite = None
        else:
            field = self.types[parent].fields.get(name)
            if field is None:
                raise FieldSetError(f"it selects {name}, but {parent} has no such field")
            if key and not (field.everywhere or field.contributed or graph in field.joins):
                raise FieldSetError(f"it selects {name}, which {self.graphs[graph]} does not have in {parent}")
            named = field.joins[graph].type.named if graph in field.joins else field.type.named
            composite = named if self.has_fields(named) else None
        if composite is not None and below is None:
            raise FieldSetError(f"it selects nothing of {parent}.{name}, which is of type {composite}")
        if composite is None and below is not None:
            raise FieldSetError(f"it selects fields of {parent}.{name}, which has none")
        if below is not None:
            self.selections(below, composite, graph, key)


def readable_field_set(text: str) -> SelectionSetNode:
    """A field set of reasonable size that only selects.  Raises FieldSetError."""
    if len(text) > LONGEST_FIELD_SET:
        raise FieldSetError(f"it has {len(text):,} characters, at most {LONGEST_FIELD_SET:,} are read")
    selections = parse_field_set(text)
    for problem in _strange(selections, 1):
        raise FieldSetError(problem)
    return selections


def _strange(selections: SelectionSetNode, depth: int) -> Iterator[str]:
    """What a field set may not have."""
    if depth > DEEPEST_FIELD_SET:
        yield f"it is nested more than {DEEPEST_FIELD_SET} deep"
        return
    for node in selections.selections:
        if node.directives:
            yield f"it has the directive @{node.directives[0].name.value}"
        if isinstance(node, FieldNode):
            if node.alias is not None:
                yield f"it has the alias {node.alias.value}"
            if any(_has_variable(argument) for argument in node.arguments or ()):
                yield f"the arguments of {node.name.value} have a variable"
        elif not isinstance(node, InlineFragmentNode):
            yield f"it has the fragment {node.name.value}, which is not defined"  # type: ignore[attr-defined]
        below = getattr(node, "selection_set", None)
        if below is not None:
            yield from _strange(below, depth + 1)


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_variable(self, _node: VariableNode, *_: Any) -> None:
        self.found = True


def _has_variable(argument: ArgumentNode) -> bool:
    variables = _Variables()
    visit(argument, variables)
    return variables.found
