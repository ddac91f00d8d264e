"""Validates that fields with one response name can be merged, in time about linear in the expanded document.

GraphQL spec, 5.3.2 "Field Selection Merging", compares every two fields of one response name; documents made of
fragments repeat fields by the hundred, and hostile ones by the thousand.  Here (after an idea of Simon Adameit's for
Sangria) fields are not compared in pairs but grouped, and each group is looked at once:

    same shape      all fields of one response name must have one shape (leaf, lists, nulls), whatever their parents
    same field      fields that can meet on one object must be one field with equal arguments: the fields of each object
                    type together with those on interfaces and unions

and the selections below a group are then looked at together, as one.  What the rule says is what graphql-core's says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    ListValueNode,
    NamedTypeNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    ValueNode,
    get_named_type,
    is_leaf_type,
    is_object_type,
    print_ast,
)

from gateway.planning.limits import NESTING

WORK: Final = 500_000
"""Fields that may be looked at for one document, each as often as it is part of a group."""


@dataclass(frozen=True, slots=True, eq=False)
class _Field:
    """A field where it is selected; `definition` is None for `__typename` and what the parent type has not."""

    parent: GraphQLNamedType | None
    node: FieldNode
    definition: GraphQLField | None


_Set = tuple[GraphQLNamedType | None, SelectionSetNode]
_Sets = tuple[_Set, ...]
_Fields = list[_Field]


class MergeableFieldsRule(ValidationRule):
    """Replaces graphql-core's `OverlappingFieldsCanBeMergedRule`."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._left = WORK
        self._seen: set[tuple[frozenset[tuple[int, int]], bool, bool]] = set()
        self._levels: dict[frozenset[tuple[int, int]], dict[str, _Fields]] = {}
        self._arguments: dict[int, str] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Look at a whole operation, fragments expanded."""
        root = self.context.schema.get_root_type(node.operation)
        self._check(((root, node.selection_set),), (), 0, shapes=True, names=True)

    def _check(self, sets: _Sets, path: tuple[str, ...], depth: int, *, shapes: bool, names: bool) -> None:
        """Check selection sets that are merged, and all below.

        Args:
            path: response names of the merged fields above, up to the last that is selected only once.
            shapes: whether all fields must have one shape.
            names: whether fields of overlapping parents must be equal.
        """
        identity = frozenset((id(parent), id(selection_set)) for parent, selection_set in sets)
        if depth > NESTING or self._left < 0 or (identity, shapes, names) in self._seen:
            return
        self._seen.add((identity, shapes, names))
        for name, fields in self._level(identity, sets).items():
            self._spend(len(fields))
            here = (*path, name) if len(fields) > 1 else ()
            groups = _meeting(fields) if names else []
            if sum(self._differ(group, here, self._field, self._other_fields) for group in groups):
                continue
            if shapes and self._differ(fields, here, self._shape, _other_types):
                continue
            if len(groups) == 1:
                self._check(_below(fields), here, depth + 1, shapes=shapes, names=True)
                continue
            if shapes:
                self._check(_below(fields), here, depth + 1, shapes=True, names=False)
            for group in groups:
                self._check(_below(group), here if len(group) > 1 else (), depth + 1, shapes=False, names=True)

    def _spend(self, work: int) -> None:
        if self._left >= 0:
            self._left -= work
            if self._left < 0:
                message = "The document repeats fields or spreads fragments too often to be validated."
                self.report_error(GraphQLError(message))

    # -- what is selected
    def _level(self, identity: frozenset[tuple[int, int]], sets: _Sets) -> dict[str, _Fields]:
        """The fields of merged selection sets by response name, fragments expanded."""
        found = self._levels.get(identity)
        if found is None:
            found = self._levels[identity] = {}
            visited: set[str] = set()
            for parent, selection_set in sets:
                self._collect(found, visited, parent, selection_set)
        return found

    def _collect(
        self,
        found: dict[str, _Fields],
        visited: set[str],
        parent: GraphQLNamedType | None,
        selection_set: SelectionSetNode,
    ) -> None:
        todo = [(parent, iter(selection_set.selections))]
        while todo:
            owner, nodes = todo[-1]
            for node in nodes:
                if isinstance(node, FieldNode):
                    key = (node.alias or node.name).value
                    found.setdefault(key, []).append(_Field(owner, node, self._definition(owner, node)))
                elif below := self._opened(node, visited):
                    body, condition = below
                    inner = self.context.schema.get_type(condition.name.value) if condition else owner
                    todo.append((inner, iter(body.selections)))
                    break
            else:
                todo.pop()

    def _opened(self, node: SelectionNode, visited: set[str]) -> tuple[SelectionSetNode, NamedTypeNode | None] | None:
        """What an inline fragment or a spread stands for; None for a fragment that was visited or is not there."""
        if isinstance(node, InlineFragmentNode):
            return node.selection_set, node.type_condition
        assert isinstance(node, FragmentSpreadNode)
        name = node.name.value
        fragment = None if name in visited else self.context.get_fragment(name)
        visited.add(name)
        return (fragment.selection_set, fragment.type_condition) if fragment else None

    def _definition(self, parent: GraphQLNamedType | None, node: FieldNode) -> GraphQLField | None:
        fields = parent.fields if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else {}
        return fields.get(node.name.value)

    # -- what must be equal
    def _differ(
        self,
        fields: _Fields,
        path: tuple[str, ...],
        key: Callable[[_Field], object],
        reason: Callable[[_Field, _Field], str],
    ) -> bool:
        """Whether `key` differs among fields; reports the first of each value that is not the first field's."""
        first: _Field | None = None
        keys: dict[object, _Field] = {}
        for field in fields:
            value = key(field)
            if value is not None and value not in keys:
                keys[value] = field
                if first is None:
                    first = field
                else:
                    self._report(path, first, field, reason(first, field))
        return len(keys) > 1

    def _report(self, path: tuple[str, ...], one: _Field, other: _Field, reason: str) -> None:
        name, *below = path
        because = "".join(f"subfields '{each}' conflict because " for each in below) + reason
        advice = "Use different aliases on the fields to fetch both if this was intentional."
        self.report_error(GraphQLError(f"Fields '{name}' conflict because {because}. {advice}", [one.node, other.node]))

    def _shape(self, field: _Field) -> str | None:
        """The field's type with every composite type alike; None when it is not known."""
        if field.definition is None:
            return None
        text, named = str(field.definition.type), get_named_type(field.definition.type)
        return text if is_leaf_type(named) else text.replace(named.name, "{}")

    def _field(self, field: _Field) -> tuple[str, str]:
        """Name and arguments, these in a canonical text."""
        node = field.node
        if not node.arguments:
            return node.name.value, ""
        known = self._arguments.get(id(node))
        if known is None:
            known = ",".join(sorted(f"{each.name.value}:{canonical(each.value)}" for each in node.arguments))
            self._arguments[id(node)] = known
        return node.name.value, known

    def _other_fields(self, one: _Field, other: _Field) -> str:
        names = one.node.name.value, other.node.name.value
        if names[0] != names[1]:
            return f"'{names[0]}' and '{names[1]}' are different fields"
        return "they have differing arguments"


def canonical(value: ValueNode) -> str:
    """A value as text; those of input objects do not depend on the order of their fields."""
    if isinstance(value, ListValueNode):
        return f"[{','.join(map(canonical, value.values))}]"
    if isinstance(value, ObjectValueNode):
        return f"{{{','.join(sorted(f'{each.name.value}:{canonical(each.value)}' for each in value.fields))}}}"
    return print_ast(value)


def _meeting(fields: _Fields) -> list[_Fields]:
    """The groups of fields that can meet on one object: per object type, with those of abstract types in each."""
    anywhere = [field for field in fields if not is_object_type(field.parent)]
    concrete: dict[int, _Fields] = {}
    for field in fields:
        if is_object_type(field.parent):
            concrete.setdefault(id(field.parent), []).append(field)
    return [[*own, *anywhere] for own in concrete.values()] or [anywhere]


def _below(fields: Iterable[_Field]) -> _Sets:
    """What is selected below fields."""
    return tuple(
        (get_named_type(field.definition.type) if field.definition else None, field.node.selection_set)
        for field in fields
        if field.node.selection_set
    )


def _other_types(one: _Field, other: _Field) -> str:
    assert one.definition is not None
    assert other.definition is not None
    return f"they return conflicting types '{one.definition.type}' and '{other.definition.type}'"
