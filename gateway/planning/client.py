"""A client's operation, resolved for one variant: the shape of its answer and what has to be fetched for it.

For every composite position and each object type possible there, the client's fields are collected and merged
(GraphQL spec, "CollectFields", "MergeSelectionSets"); from these come both the `Shape` and the planner's
selections, so that the two cannot disagree.  Fields that all types share stay selected on the interface.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast

import msgspec
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    InlineFragmentNode,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    TypeNameMetaFieldDef,
    VariableNode,
)

from gateway.federation.supergraph import Supergraph
from gateway.planning.conditions import ALWAYS, NEVER, Condition, any_of, both, either, equals
from gateway.planning.document import Document, Variant
from gateway.planning.errors import PlanError
from gateway.planning.naming import named_type
from gateway.planning.plan import TYPENAME, Shape, ShapeField
from gateway.planning.positions import Position
from gateway.planning.selection import Arguments, Selection, signature
from gateway.planning.sharing import SharedLeaves

TOO_MANY_SHAPES = "The answer of this operation could have more shapes, by the types of its objects, than are allowed."
INTROSPECTION: Mapping[str, GraphQLField] = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
GENERAL = frozenset({TYPENAME, *INTROSPECTION})
"""Fields that no subgraph is asked for as it is asked for others."""


class Occurrence(NamedTuple):
    """A node that selects a field, under a condition; the how-manieth that is seen."""

    node: FieldNode
    when: Condition
    place: int


class ClientField(msgspec.Struct, eq=False):
    """One response key of one object type, with every node that selected it; `signature` is of its arguments."""

    key: str
    source: str
    name: str
    occurrences: list[Occurrence]
    type: GraphQLOutputType
    signature: str = ""
    denied: bool = False
    level: Level | None = None

    @property
    def selected(self) -> tuple[tuple[FieldNode, Condition], ...]:
        """The nodes that select it, with their conditions."""
        return tuple((each.node, each.when) for each in self.occurrences)

    @property
    def when(self) -> Condition:
        """The condition under which it is selected at all."""
        return any_of([each.when for each in self.occurrences])

    @property
    def arguments(self) -> Arguments:
        return tuple(self.occurrences[0].node.arguments or ())

    @property
    def introspection(self) -> bool:
        return self.name in INTROSPECTION

    @property
    def is_fetched(self) -> bool:
        return not self.denied and self.name not in GENERAL


Sets = tuple[tuple[SelectionSetNode, Condition], ...]
"""Selection sets that are merged, with the condition under which each counts."""


class Level(msgspec.Struct, eq=False):
    """What the client selected at one composite position."""

    type_name: str
    position: Position
    when: Condition
    by_type: dict[str, tuple[ClientField, ...]] = msgspec.field(default_factory=dict)
    shape: Shape | None = None
    selections: tuple[Selection, ...] | None = None

    @property
    def is_abstract(self) -> bool:
        return self.type_name not in self.by_type or len(self.by_type) != 1


class _Collected:
    """What has been collected for one object type: fields by response key, and the fragments that were visited."""

    __slots__ = ("count", "fields", "visited")

    def __init__(self) -> None:
        self.fields: dict[str, list[Occurrence]] = {}
        self.visited: dict[str, Condition] = {}
        self.count = 0

    def add(self, node: FieldNode, when: Condition) -> None:
        key = node.alias.value if node.alias else node.name.value
        self.fields.setdefault(key, []).append(Occurrence(node, when, self.count))
        self.count += 1

    def is_news(self, fragment: str, when: Condition) -> bool:
        """Whether a fragment was not visited before under a condition that covers this one."""
        before = self.visited.get(fragment, NEVER)
        self.visited[fragment] = either(before, when)
        return self.visited[fragment] != before


class ClientTree:
    """Builds the levels of one operation variant.

    Args:
        supergraph: whose API schema the document was validated against.
        document: what the client asks.
        variant: which of it; variables of conditions that it does not decide are folded.
        looks: at selections, each once for every object type it could be on; there may be thousands of these.
        leaves: what its shape may have in common with others.

    Raises:
        PlanError: it takes more looks.
    """

    def __init__(
        self, supergraph: Supergraph, document: Document, variant: Variant, looks: int, leaves: SharedLeaves
    ) -> None:
        self.supergraph = supergraph
        self.schema = supergraph.api_schema
        self.document = document
        self.conditions = dict(variant.conditions)
        self.folded = tuple(name for name in document.condition_variables if name not in self.conditions)
        self.denied = variant.denied
        self.looks = looks
        self.leaves = leaves
        self.levels: dict[object, Level] = {}
        root = supergraph.roots[document.kind]
        self.root = self.level(root, ((document.operation.selection_set, ALWAYS),), Position())

    def level(self, type_name: str, sets: Sets, position: Position) -> Level:
        """The level of some selection sets at a position, built once."""
        identity = type_name, id(position), tuple([(id(part), when) for part, when in sets])
        found = self.levels.get(identity)
        if found is None:
            found = self.levels[identity] = Level(type_name, position, any_of([when for _, when in sets]))
            for possible in self.visible_types(self.schema.type_map[type_name]):
                collected = self.collect(possible, sets)
                fields = [self.client_field(possible, key, occurrences, position) for key, occurrences in collected]
                found.by_type[possible.name] = tuple(fields)
        return found

    def visible_types(self, named: GraphQLNamedType) -> Iterable[GraphQLObjectType]:
        """The object types a client can see there, in a stable order."""
        if isinstance(named, GraphQLObjectType):
            return (named,)
        return sorted(self.schema.get_possible_types(cast(GraphQLAbstractType, named)), key=lambda each: each.name)

    def client_field(
        self, owner: GraphQLObjectType, key: str, occurrences: list[Occurrence], position: Position
    ) -> ClientField:
        first = occurrences[0].node
        name = first.name.value
        if name == TYPENAME:
            return ClientField(key, TYPENAME, name, occurrences, TypeNameMetaFieldDef.type)
        if name in INTROSPECTION:
            return ClientField(key, key, name, occurrences, INTROSPECTION[name].type)
        declared = owner.fields[name].type
        signed = signature(first.arguments) if first.arguments else ""
        source = position.claim(key, name, signed)
        made = ClientField(key, source, name, occurrences, declared, signed, (owner.name, name) in self.denied)
        if first.selection_set is not None:
            made.level = self.level_below(declared, occurrences, position.child(source))
        return made

    def level_below(self, declared: GraphQLOutputType, occurrences: list[Occurrence], position: Position) -> Level:
        sets = tuple([(node.selection_set, when) for node, when, _ in occurrences if node.selection_set])
        return self.level(named_type(declared).name, sets, position)

    # -- collecting (GraphQL spec, 6.3.2)
    def collect(self, owner: GraphQLObjectType, sets: Sets) -> Iterable[tuple[str, list[Occurrence]]]:
        collected = _Collected()
        for selection_set, when in sets:
            self.collect_into(collected, owner, selection_set, when)
        return collected.fields.items()

    def collect_into(
        self, collected: _Collected, owner: GraphQLObjectType, selection_set: SelectionSetNode, outer: Condition
    ) -> None:
        self.looks -= len(selection_set.selections)
        if self.looks < 0:
            raise PlanError("QUERY_PLAN_TOO_COMPLEX", TOO_MANY_SHAPES)
        for node in selection_set.selections:
            when = both(outer, self.included(node)) if node.directives else outer
            if when == NEVER:
                continue
            if isinstance(node, FieldNode):
                collected.add(node, when)
                continue
            if isinstance(node, FragmentSpreadNode):
                if not collected.is_news(node.name.value, when):
                    continue
                fragment = self.document.fragments[node.name.value]
                condition, body = fragment.type_condition.name.value, fragment.selection_set
            else:
                assert isinstance(node, InlineFragmentNode)
                condition = node.type_condition.name.value if node.type_condition else owner.name
                body = node.selection_set
            if self.applies(owner, condition):
                self.collect_into(collected, owner, body, when)

    def applies(self, owner: GraphQLObjectType, condition: str) -> bool:
        if owner.name == condition:
            return True
        named = self.schema.type_map[condition]
        return isinstance(named, GraphQLInterfaceType | GraphQLUnionType) and self.schema.is_sub_type(named, owner)

    def included(self, node: SelectionNode) -> Condition:
        """The condition that `@skip` and `@include` make together; without folded variables `ALWAYS` or `NEVER`."""
        found = ALWAYS
        for directive in node.directives or ():
            wanted = {"include": True, "skip": False}.get(directive.name.value)
            if wanted is None or not directive.arguments:
                continue
            value = directive.arguments[0].value
            if isinstance(value, VariableNode) and value.name.value in self.folded:
                found = both(found, equals(value.name.value, wanted))
                continue
            actual = self.conditions[value.name.value] if isinstance(value, VariableNode) else value.value  # type: ignore[attr-defined]
            if actual is not wanted:
                return NEVER
        return found

    # -- the shape
    def shape(self, level: Level) -> Shape:
        """The level as the executor projects it."""
        if level.shape is None:
            by_type = {
                name: tuple([self.shape_field(field) for field in fields]) for name, fields in level.by_type.items()
            }
            level.shape = Shape(level.type_name, by_type, self.uniform(level, by_type))
        return level.shape

    def shape_field(self, field: ClientField) -> ShapeField:
        child = self.shape(field.level) if field.level and not field.introspection else None
        occurrences = tuple((each.when, each.place) for each in field.occurrences) if self.folded else ()
        made = ShapeField(
            field.key, field.source, field.name, field.type, child, field.denied, field.introspection, occurrences
        )
        return self.leaves.shown(made)

    def uniform(self, level: Level, by_type: Mapping[str, tuple[ShapeField, ...]]) -> tuple[ShapeField, ...] | None:
        """The one list of fields that all types share, if no one can tell the types apart by the answer.

        In a folded plan it may have `__typename`s, under conditions; where one of them holds there is no such list.
        """
        if not level.is_abstract or not by_type or self.supergraph.possible_types(level.type_name) - by_type.keys():
            return None
        first, *others = by_type.values()
        if not self.folded and any(each.source == TYPENAME for each in first):
            return None
        return first if all(map(same_fields, others, [first] * len(others))) else None

    # -- the selections
    def fetched(self, level: Level) -> tuple[Selection, ...]:
        """The level as the planner fetches it."""
        if level.selections is None:
            level.selections = tuple(self.select(level))
        return level.selections

    def select(self, level: Level) -> Iterable[Selection]:
        if not level.is_abstract:
            return [self.selection(field) for field in level.by_type[level.type_name] if field.is_fetched]
        shared = self.shared(level)
        typed = self.typed(level)
        found = [] if typed == NEVER else [Selection(TYPENAME, source=TYPENAME, when=typed)]
        found += shared.values()
        for name, fields in level.by_type.items():
            own = tuple(self.selection(field) for field in fields if field.is_fetched and field.key not in shared)
            if own:
                found.append(Selection.on(name, own))
        return found

    def typed(self, level: Level) -> Condition:
        """When the runtime type has to be known."""
        uniform = self.shape(level).uniform
        if uniform is None:
            return level.when
        return any_of(when for each in uniform if each.source == TYPENAME for when, _ in each.occurrences)

    def shared(self, level: Level) -> dict[str, Selection]:
        """Response keys that the same nodes select on every possible type, selected on the interface itself."""
        interface = self.schema.type_map[level.type_name]
        if not isinstance(interface, GraphQLInterfaceType) or not level.by_type:
            return {}
        first, *others = ({field.key: field for field in fields} for fields in level.by_type.values())
        found = {}
        for key, mine in first.items():
            same = [other[key] for other in others if key in other]
            if len(same) == len(others) and mine.name in interface.fields and self.alike(mine, same):
                declared = interface.fields[mine.name].type
                below = mine.level
                if below is not None:
                    below = self.level_below(declared, mine.occurrences, below.position)
                found[key] = self.selection(mine, below)
        return found

    def alike(self, field: ClientField, others: list[ClientField]) -> bool:
        return field.is_fetched and all(
            other.is_fetched and other.source == field.source and other.selected == field.selected for other in others
        )

    def selection(self, field: ClientField, level: Level | None = None) -> Selection:
        below = level or field.level
        children = self.fetched(below) if below else None
        return Selection(field.name, field.source, field.arguments, field.signature, children=children, when=field.when)


def same_fields(some: tuple[ShapeField, ...], others: tuple[ShapeField, ...]) -> bool:
    """Whether two lists of fields project an object alike."""
    return len(some) == len(others) and all(
        (a.key, a.source, a.denied, str(a.type), a.occurrences)
        == (b.key, b.source, b.denied, str(b.type), b.occurrences)
        and a.child is b.child
        for a, b in zip(some, others, strict=True)
    )
