"""Which fields of an operation need which rights, and which of them a caller lacks.

Rules are read per document from `@authenticated`, `@requiresScopes` and `@policy` (Federation 2.5, 2.6): on the
field, on the type that has it, and on the type it returns.  A denied field is dropped before planning, so that no
subgraph is asked; the response shows null and an error.  Every rule of a field must hold (AND).

Composition puts rules on implementations, and on an interface all of theirs together.  Where only the interface has
rules (older composers allow that) they are those of every implementation.
"""

from __future__ import annotations

from collections.abc import Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from gateway.federation.facts import Requirement
from gateway.federation.supergraph import Supergraph

Rules = Mapping[tuple[str, str], tuple[Requirement, ...]]
"""(object type, field) to what it requires; only fields that the operation may touch and that require something."""


def satisfied(requirement: Requirement, scopes: frozenset[str] | None) -> bool:
    """Whether a caller with these scopes (None: anonymous) meets a rule; no policy is ever granted here."""
    if scopes is None:
        return False
    match requirement.kind:
        case "authenticated":
            return True
        case "requiresScopes":
            return any(wanted <= scopes for wanted in requirement.any_of)
        case "policy":
            return False


def denied_fields(rules: Rules, scopes: frozenset[str] | None) -> frozenset[tuple[str, str]]:
    """The fields that a caller may not see."""
    return frozenset(
        coordinate
        for coordinate, requirements in rules.items()
        if not all(satisfied(requirement, scopes) for requirement in requirements)
    )


def read_rules(
    supergraph: Supergraph, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Rules:
    """The rules of every field that the operation may touch."""
    if not supergraph.has_rules:
        return {}
    reader = _RuleReader(supergraph, fragments)
    reader.visit(supergraph.roots[operation.operation.value], operation.selection_set)
    return reader.rules


class _RuleReader:
    def __init__(self, supergraph: Supergraph, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.supergraph = supergraph
        self.fragments = fragments
        self.rules: dict[tuple[str, str], tuple[Requirement, ...]] = {}
        self.seen: set[tuple[str, int]] = set()
        self.known: set[tuple[str, str]] = set()

    def visit(self, parent: str, selection_set: SelectionSetNode) -> None:
        if (parent, id(selection_set)) in self.seen:
            return
        self.seen.add((parent, id(selection_set)))
        for node in selection_set.selections:
            match node:
                case FieldNode():
                    self.visit_field(parent, node)
                case InlineFragmentNode():
                    condition = node.type_condition
                    self.visit(condition.name.value if condition else parent, node.selection_set)
                case FragmentSpreadNode():
                    fragment = self.fragments[node.name.value]
                    self.visit(fragment.type_condition.name.value, fragment.selection_set)

    def visit_field(self, parent: str, node: FieldNode) -> None:
        name = node.name.value
        if name.startswith("__"):
            return
        if (parent, name) not in self.known:
            self.known.add((parent, name))
            self.read(parent, name)
        if node.selection_set:
            self.visit(self.supergraph.types[parent].fields[name].type.named, node.selection_set)

    def read(self, parent: str, name: str) -> None:
        """The rules of one field of all objects that `parent` can stand for."""
        owned = {owner: self.owned(owner, name) for owner in self.supergraph.possible_types(parent) | {parent}}
        implied = () if any(rules for owner, rules in owned.items() if owner != parent) else owned[parent]
        for owner, rules in owned.items():
            requirements = (*(rules or implied), *self.of_result(owner, name))
            if requirements:
                self.rules[owner, name] = requirements

    def owned(self, owner: str, name: str) -> tuple[Requirement, ...]:
        """The rules of a type and of its field."""
        facts = self.supergraph.types[owner]
        return (*facts.requirements, *facts.fields[name].requirements) if name in facts.fields else ()

    def of_result(self, owner: str, name: str) -> tuple[Requirement, ...]:
        """The rules of the type that a field returns."""
        field = self.supergraph.types[owner].fields.get(name)
        result = self.supergraph.types.get(field.type.named) if field else None
        return result.requirements if result else ()
