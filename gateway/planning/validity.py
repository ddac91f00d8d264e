"""Sees of most valid documents, in one walk, that they are valid; of all others it says nothing.

graphql-core asks thirty rules at every node, which takes longer than planning.  Here a document is followed once, with
the type of each place at hand, and the first thing that is wrong, or only unusual, ends the walk: then all of
graphql-core's rules are asked.  So every error is theirs.  The invariant is one implication: what is certainly valid
has no errors there, which `tests/planning/test_validity.py` checks with documents by the thousand.

Unusual are subscriptions, directives but `@skip` and `@include`, introspection, and input objects written out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    TypeInfo,
    ValidationContext,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    is_input_type,
    is_required_argument,
    type_from_ast,
)
from graphql.utilities import do_types_overlap, validate_input_literal
from graphql.validation.rules.variables_in_allowed_position import allowed_variable_usage

from gateway.planning.naming import named_type
from gateway.planning.overlaps import MergeableFieldsRule

DEEPEST: Final = 100
"""Selection sets within each other, through fragments; graphql-core refuses more than 200."""
SHARED: Final = 2_000
"""Spreads and uses of variables, times operations; graphql-core has a budget for what they share."""
_NONE: Final[Mapping[str, Any]] = {}

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
_Use = tuple[str, GraphQLInputType, Any]
"""A variable's name, and the type and default value (or Undefined) of where it is used."""


class _UnsureError(Exception):
    """Ends the walk."""


@dataclass(slots=True)
class _Part:
    """What a definition has, without what its fragments have.

    Args:
        on: its type.
        keys: the response names at its top, those of its fragments included.
        uses: of variables.
        spreads: names of fragments.
        nesting: selection sets within each other, those of its fragments included.
    """

    on: Composite
    keys: set[str] = field(default_factory=set)
    uses: list[_Use] = field(default_factory=list)
    spreads: set[str] = field(default_factory=set)
    nesting: int = 0


def certainly_valid(schema: GraphQLSchema, document: DocumentNode) -> bool:
    """Whether graphql-core's rules (with `MergeableFieldsRule` for one of them) have no error; False when unsure."""
    try:
        walk = _Walk(schema, document)
        walk.all()
        return not walk.repeats or _can_merge(schema, document, walk.operations)
    except (_UnsureError, RecursionError):
        return False


def _can_merge(schema: GraphQLSchema, document: DocumentNode, operations: Iterable[OperationDefinitionNode]) -> bool:
    """Whether fields with one response name can be one field; where no name repeats, there is nothing to ask."""
    errors: list[GraphQLError] = []
    rule = MergeableFieldsRule(ValidationContext(schema, document, TypeInfo(schema), errors.append))
    for operation in operations:
        rule.enter_operation_definition(operation)
    return not errors


def _unsure() -> NoReturn:
    raise _UnsureError


class _Walk:
    """Through all definitions of a document, each once."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        found = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        self.fragments = {node.name.value: node for node in found}
        self.repeats = False
        self._shared = 0
        self._parts: dict[str, _Part | None] = {}
        if len(found) != len(self.fragments) or len(self.operations) + len(found) != len(document.definitions):
            _unsure()

    def all(self) -> None:
        """Raises _UnsureError."""
        names = {node.name.value if node.name else None for node in self.operations}
        if len(names) != len(self.operations) or (None in names and len(names) > 1):
            _unsure()
        used: set[str] = set()
        for node in self.operations:
            used |= self._operation(node)
        if len(used) != len(self.fragments):
            _unsure()
        if self._shared * len(self.operations) > SHARED:
            _unsure()

    def _operation(self, node: OperationDefinitionNode) -> set[str]:
        """Names of the fragments that the operation uses."""
        root = self.schema.get_root_type(node.operation)
        if node.operation is OperationType.SUBSCRIPTION or root is None or node.directives:
            _unsure()
        whole = self._part(root, node.selection_set)
        used: set[str] = set()
        todo, uses = list(whole.spreads), list(whole.uses)
        while todo:
            name = todo.pop()
            if name not in used:
                used.add(name)
                part = self._fragment(name)
                todo += part.spreads
                uses += part.uses
        if uses or node.variable_definitions:
            self._variables(node.variable_definitions or (), uses)
        return used

    def _fragment(self, name: str) -> _Part:
        if name in self._parts:
            return self._parts[name] or _unsure()  # None: its own walk is under way, so that it spreads itself
        node = self.fragments.get(name) or _unsure()
        if node.directives or node.variable_definitions:
            _unsure()
        self._parts[name] = None
        part = self._parts[name] = self._part(self._composite(node.type_condition.name.value), node.selection_set)
        return part

    def _composite(self, name: str) -> Composite:
        found = self.schema.get_type(name)
        return found if isinstance(found, Composite) else _unsure()

    def _part(self, on: Composite, selection_set: SelectionSetNode) -> _Part:
        part = _Part(on)
        part.nesting = self._selections(on, selection_set, part.keys, part)
        if part.nesting > DEEPEST:
            _unsure()
        return part

    # -- selections
    def _selections(self, on: Composite, selection_set: SelectionSetNode, keys: set[str], part: _Part) -> int:
        """Walk through a selection set; `keys` are those of all that is merged with it.  Returns its nesting."""
        fields = _NONE if isinstance(on, GraphQLUnionType) else on.fields
        nesting = 0
        for node in selection_set.selections:
            if node.directives:
                self._conditions(node.directives, part)
            if isinstance(node, FieldNode):
                key = (node.alias or node.name).value
                self.repeats = self.repeats or key in keys
                keys.add(key)
                definition = fields.get(node.name.value)
                if definition is not None:
                    if node.arguments or definition.args:
                        self._arguments(node.arguments or (), definition.args, part)
                    nesting = max(nesting, self._below(named_type(definition.type), node.selection_set, part))
                elif node.name.value != "__typename" or node.arguments or node.selection_set:
                    _unsure()
            elif isinstance(node, FragmentSpreadNode):
                nesting = max(nesting, self._spread(on, node, keys, part))
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                inner = on if condition is None else self._composite(condition.name.value)
                self._meet(on, inner)
                nesting = max(nesting, self._selections(inner, node.selection_set, keys, part))
        return nesting + 1

    def _below(self, named: Any, selection_set: SelectionSetNode | None, part: _Part) -> int:
        if isinstance(named, GraphQLScalarType | GraphQLEnumType):
            return 0 if selection_set is None else _unsure()
        if selection_set is None or not selection_set.selections:
            _unsure()
        return self._selections(named, selection_set, set(), part)

    def _spread(self, on: Composite, node: FragmentSpreadNode, keys: set[str], part: _Part) -> int:
        name = node.name.value
        fragment = self._fragment(name)
        if node.arguments:
            _unsure()
        self._meet(on, fragment.on)
        self.repeats = self.repeats or not keys.isdisjoint(fragment.keys)
        keys |= fragment.keys
        part.spreads.add(name)
        self._shared += 1
        return fragment.nesting

    def _meet(self, outer: Composite, inner: Composite) -> None:
        if outer is not inner and not do_types_overlap(self.schema, inner, outer):
            _unsure()

    # -- directives, arguments, variables
    def _conditions(self, directives: Sequence[DirectiveNode], part: _Part) -> None:
        """`@skip` and `@include`, each once at most."""
        names = {node.name.value for node in directives}
        if len(names) != len(directives):
            _unsure()
        for node in directives:
            definition = self.schema.get_directive(node.name.value)
            if node.name.value not in ("skip", "include") or definition is None:
                _unsure()
            for argument in node.arguments or ():
                if not isinstance(argument.value, BooleanValueNode | VariableNode):
                    _unsure()
            self._arguments(node.arguments or (), definition.args, part)

    def _arguments(self, given: Sequence[ArgumentNode], known: Mapping[str, GraphQLArgument], part: _Part) -> None:
        names = {node.name.value for node in given}
        if len(names) != len(given):
            _unsure()
        for name, argument in known.items():
            if name not in names and is_required_argument(argument):
                _unsure()
        for node in given:
            definition = known.get(node.name.value) or _unsure()
            if isinstance(node.value, VariableNode):
                default = definition.default if definition.default is not None else definition.default_value
                self._shared += 1
                part.uses.append((node.value.name.value, definition.type, default))
            else:
                _literal(node.value, definition.type)

    def _variables(self, definitions: Sequence[VariableDefinitionNode], uses: Iterable[_Use]) -> None:
        """Each is defined once, of an input type, used, and used where its type is allowed."""
        known = {node.variable.name.value: node for node in definitions}
        if len(known) != len(definitions) or known.keys() != {name for name, _, _ in uses}:
            _unsure()
        types: dict[str, GraphQLType] = {}
        for name, node in known.items():
            found = type_from_ast(self.schema, node.type)
            if node.directives or found is None or not is_input_type(found):
                _unsure()
            types[name] = found
            if node.default_value is not None:
                _literal(node.default_value, found)
        for name, expected, default in uses:
            if not allowed_variable_usage(self.schema, types[name], known[name].default_value, expected, default):
                _unsure()


def _literal(value: ValueNode, expected: GraphQLInputType) -> None:
    """A value without variables and input objects, of the type that is expected."""
    if _is_plain(value):
        validate_input_literal(value, expected, lambda *_: _unsure(), None, None, True)
    else:
        _unsure()


def _is_plain(value: ValueNode) -> bool:
    if isinstance(value, ListValueNode):
        return all(map(_is_plain, value.values))
    return not isinstance(value, ObjectValueNode | VariableNode)
