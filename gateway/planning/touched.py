"""Which override labels can change the plan of an operation: only these belong into its key.

A plan depends on a label if it may use a field that the label moves: one that the client selects, or one that the
gateway may have to fetch besides, for a key, a `@requires` or a context of what is selected.  Everything that could be
used is counted, whether a plan uses it or not, so that a label which is left out never matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from gateway.federation.facts import FieldFacts
from gateway.federation.supergraph import Supergraph
from gateway.planning.selection import Selection, field_set

NONE: frozenset[str] = frozenset()


def touched_labels(
    supergraph: Supergraph, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> frozenset[str]:
    """The labels of every field that a plan of the operation may use."""
    if not supergraph.labels:
        return NONE
    reader = _Reader(supergraph, fragments)
    reader.visit(supergraph.roots[operation.operation.value], operation.selection_set)
    return frozenset(
        label
        for (_, owner, field), label in supergraph.overridden.items()
        if label is not None and (owner, field) in reader.fields
    )


class _Reader:
    def __init__(self, supergraph: Supergraph, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.supergraph = supergraph
        self.fragments = fragments
        self.fields: set[tuple[str, str]] = set()
        self.types: set[str] = set()
        self.visited: set[tuple[str, int]] = set()
        self.sets: set[tuple[str, str]] = set()

    def visit(self, parent: str, selection_set: SelectionSetNode) -> None:
        """What the client selects."""
        if (parent, id(selection_set)) in self.visited:
            return
        self.visited.add((parent, id(selection_set)))
        self.type(parent)
        for node in selection_set.selections:
            match node:
                case FieldNode():
                    field = self.field(parent, node.name.value)
                    if field is not None and node.selection_set:
                        self.visit(field.type.named, node.selection_set)
                case InlineFragmentNode():
                    condition = node.type_condition
                    self.visit(condition.name.value if condition else parent, node.selection_set)
                case FragmentSpreadNode():
                    fragment = self.fragments[node.name.value]
                    self.visit(fragment.type_condition.name.value, fragment.selection_set)

    def related(self, name: str) -> Iterable[str]:
        """The types whose fields can stand for those of a type: itself, its objects, and their interfaces."""
        facts = self.supergraph.types.get(name)
        if facts is None or not facts.is_composite:
            return ()
        objects = self.supergraph.possible_types(name)
        return {name, *objects}.union(*(self.supergraph.interfaces_of.get(each, NONE) for each in objects))

    def type(self, name: str) -> None:
        """A type at which objects may be continued elsewhere, by any of their keys."""
        if name in self.types:
            return
        self.types.add(name)
        for each in self.related(name):
            for joins in self.supergraph.types[each].joins.values():
                for join in joins:
                    if join.key:
                        self.set(each, join.key)

    def field(self, parent: str, name: str) -> FieldFacts | None:
        """A field that may be fetched, with all that it requires."""
        for owner in self.related(parent):
            facts = self.supergraph.types[owner].fields.get(name)
            if facts is None or (owner, name) in self.fields:
                continue
            self.fields.add((owner, name))
            for join in facts.joins.values():
                if join.requires:
                    self.set(owner, join.requires)
                for argument in join.context_arguments:
                    for setter in self.supergraph.types.values():
                        if argument.context in setter.contexts:
                            self.set(setter.name, argument.selection)
        return self.supergraph.types[parent].fields.get(name)

    def set(self, parent: str, text: str) -> None:
        """A field set on a type."""
        if (parent, text) not in self.sets:
            self.sets.add((parent, text))
            self.selections(parent, field_set(text))

    def selections(self, parent: str, selections: Iterable[Selection]) -> None:
        self.type(parent)
        for selection in selections:
            if selection.condition is not None:
                self.selections(selection.condition, selection.children or ())
                continue
            field = self.field(parent, selection.name)
            if field is not None and selection.children is not None:
                self.selections(field.type.named, selection.children)
