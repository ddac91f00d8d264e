"""Random operations, valid by construction or nearly so: what validation refuses is drawn again.

Choices come from hypothesis, which shrinks what fails, or from a seed, which is fifty times faster.  Operations are
small but crowded: aliases that collide with keys, fragments that match and that cannot, the same field under
two conditions, arguments as literals and as variables.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, NamedTuple, Protocol

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLSchema,
    OperationType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_union_type,
    parse,
    validate,
)
from hypothesis import assume
from hypothesis import strategies as st


class Chooser(Protocol):
    """Where an operation's choices come from."""

    def integer(self, least: int, most: int) -> int: ...

    def one_of(self, items: Sequence[Any]) -> Any: ...


class Drawn:
    """Choices that hypothesis makes."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw

    def integer(self, least: int, most: int) -> int:
        return int(self._draw(st.integers(least, most)))

    def one_of(self, items: Sequence[Any]) -> Any:
        return self._draw(st.sampled_from(items))


class Seeded:
    """Choices that follow from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def integer(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def one_of(self, items: Sequence[Any]) -> Any:
        return self._random.choice(items)


class Operation(NamedTuple):
    """A document and its variables."""

    query: str
    variables: dict[str, Any]


@st.composite
def operations(draw: Any, schema: GraphQLSchema, ids: Sequence[str], *, mutation: bool = False) -> Operation:
    """A valid operation; `ids` are the values to draw `ID` and `String` arguments from."""
    operation = write(Drawn(draw), schema, ids, mutation=mutation)
    assume(operation is not None)
    return operation


def seeded_operation(
    seed: int, schema: GraphQLSchema, ids: Sequence[str], *, mutation: bool = False, conditions: int = 0
) -> Operation:
    """The first valid operation that a seed leads to.

    Args:
        seed: of all choices.
        schema: that clients see.
        ids: the values to draw `ID` and `String` arguments from.
        mutation: rather than a query.
        conditions: variables `$c0`, `$c1`, … for `@skip` and `@include` everywhere; 0 for a few of either.
    """
    chooser = Seeded(seed)
    while (operation := write(chooser, schema, ids, mutation=mutation, conditions=conditions)) is None:
        pass
    return operation


def write(
    chooser: Chooser, schema: GraphQLSchema, ids: Sequence[str], *, mutation: bool, conditions: int = 0
) -> Operation | None:
    """An operation, or None if fields in it cannot be merged."""
    operation = draft(chooser, schema, ids, mutation=mutation, conditions=conditions)
    return None if validate(schema, parse(operation.query)) else operation


def draft(
    chooser: Chooser, schema: GraphQLSchema, ids: Sequence[str], *, mutation: bool, conditions: int = 0
) -> Operation:
    """An operation that is valid but for fields in it that, more often than not, cannot be merged."""
    writer = _Writer(chooser, schema, ids, conditions)
    root = schema.mutation_type if mutation else schema.query_type
    body = writer.selection_set(root, chooser.integer(1, 4))
    variables = ", ".join(f"${name}: {type_}" for name, (type_, _) in writer.variables.items())
    kind = (OperationType.MUTATION if mutation else OperationType.QUERY).value
    query = "\n".join([f"{kind} Generated{f'({variables})' if variables else ''} {body}", *writer.fragments])
    return Operation(query, {name: value for name, (_, value) in writer.variables.items() if value is not _LEFT_OUT})


_LEFT_OUT = object()


class _Writer:
    def __init__(self, chooser: Chooser, schema: GraphQLSchema, ids: Sequence[str], conditions: int) -> None:
        self.chooser = chooser
        self.schema = schema
        self.ids = list(ids)
        self.variables: dict[str, tuple[str, Any]] = {}
        self.fragments: list[str] = []
        self.names = 0
        self.conditions = conditions
        self.budget = 25 if conditions else 12

    def selection_set(self, type_: Any, depth: int) -> str:
        self.budget -= 1
        count = self.chooser.integer(1, 4) if self.budget > 0 else 1
        return "{ " + " ".join(self.selection(type_, depth) for _ in range(count)) + " }"

    def selection(self, type_: Any, depth: int) -> str:
        kind = self.chooser.integer(0, 9)
        if kind == 0:
            return self.one_of("__typename", "t: __typename", "id: __typename")
        if depth > 0 and (kind in (1, 2) or (is_abstract_type(type_) and kind < 6) or is_union_type(type_)):
            return self.fragment(type_, depth)
        if is_union_type(type_):
            return "__typename"
        return self.field(type_, depth)

    def field(self, type_: Any, depth: int) -> str:
        fields = {
            name: field for name, field in type_.fields.items() if depth > 0 or is_leaf_type(get_named_type(field.type))
        }
        if not fields:
            return "__typename"
        name = self.one_of(*fields)
        field = fields[name]
        arguments = [
            f"{argument}: {self.value(item.type)}"
            for argument, item in field.args.items()
            if is_non_null_type(item.type) or self.chooser.integer(0, 1)
        ]
        call = f"({', '.join(arguments)})" if arguments else ""
        text = f"{self.alias(type_, bool(arguments))}{name}{call}{self.condition()}"
        named = get_named_type(field.type)
        return text if is_leaf_type(named) else f"{text} {self.selection_set(named, depth - 1)}"

    def alias(self, type_: Any, needed: bool) -> str:
        choice = self.chooser.integer(0, 9)
        if choice == 0:
            return f"{self.one_of('id', 'name', '_id', *type_.fields)}: "
        if needed or choice == 1:
            self.names += 1
            return f"a{self.names}: "
        return ""

    def fragment(self, type_: Any, depth: int) -> str:
        condition = self.one_of(*self.overlapping(type_))
        body = self.selection_set(self.schema.type_map[condition], depth - (not is_abstract_type(type_)))
        choice = self.chooser.integer(0, 3)
        if choice == 0:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {condition} {body}")
            return f"...{name}{self.condition()}"
        if choice == 1 and condition == type_.name:
            return f"...{self.condition() or ' @include(if: true)'} {body}"
        return f"... on {condition}{self.condition()} {body}"

    def overlapping(self, type_: Any) -> list[str]:
        """The types that an object of `type_` may also have: itself, its interfaces and unions, its possible types."""
        possible = self.schema.get_possible_types(type_) if is_abstract_type(type_) else [type_]
        names = {item.name for item in possible} | {type_.name}
        for other in self.schema.type_map.values():
            if is_abstract_type(other) and any(self.schema.is_sub_type(other, item) for item in possible):
                names.add(other.name)
        return sorted(names)

    def condition(self) -> str:
        if self.conditions:
            return "".join(self.variable_conditions()) if self.chooser.integer(0, 2) == 0 else ""
        if self.chooser.integer(0, 7):
            return ""
        condition = self.one_of("true", "false", "$yes", "$no", "$default")
        if condition.startswith("$"):
            values = {"yes": ("Boolean!", True), "no": ("Boolean!", False), "default": ("Boolean! = true", _LEFT_OUT)}
            self.variables[condition[1:]] = values[condition[1:]]
        return f" @{self.one_of('skip', 'include')}(if: {condition})"

    def variable_conditions(self) -> Iterator[str]:
        """`@skip`, `@include` or both, each by a variable."""
        for directive in self.chooser.one_of((("skip",), ("include",), ("skip", "include"))):
            name = f"c{self.chooser.integer(0, self.conditions - 1)}"
            self.variables[name] = ("Boolean!", True)
            yield f" @{directive}(if: ${name})"

    def value(self, type_: Any) -> str:
        value = self.plain(type_)
        if self.chooser.integer(0, 1):
            name = f"v{len(self.variables)}"
            self.variables[name] = (str(type_), value)
            return f"${name}"
        return self.literal(get_nullable_type(type_), value)

    def plain(self, type_: Any) -> Any:
        """A JSON value of an input type."""
        if not is_non_null_type(type_) and not self.chooser.integer(0, 4):
            return None
        nullable: Any = get_nullable_type(type_)
        if is_list_type(nullable):
            return [self.plain(nullable.of_type) for _ in range(self.chooser.integer(0, 2))]
        if isinstance(nullable, GraphQLInputObjectType) and nullable.is_one_of:
            name = self.one_of(*nullable.fields)
            return {name: self.plain(GraphQLNonNull(nullable.fields[name].type))}
        if isinstance(nullable, GraphQLInputObjectType):
            return {name: self.plain(item.type) for name, item in nullable.fields.items()}
        if isinstance(nullable, GraphQLEnumType):
            return self.one_of(*nullable.values)
        plain: dict[str, Sequence[Any]] = {"Int": range(5), "Float": [0, 1.5], "Boolean": [True, False]}
        return self.chooser.one_of(plain.get(nullable.name, self.ids))

    def literal(self, type_: Any, value: Any) -> str:
        if value is None:
            return "null"
        if isinstance(type_, GraphQLEnumType):
            return str(value)
        if is_list_type(type_):
            return f"[{', '.join(self.literal(get_nullable_type(type_.of_type), item) for item in value)}]"
        if isinstance(type_, GraphQLInputObjectType):
            fields = ((name, get_nullable_type(type_.fields[name].type), item) for name, item in value.items())
            return f"{{{', '.join(f'{name}: {self.literal(field, item)}' for name, field, item in fields)}}}"
        return json.dumps(value)

    def one_of(self, *items: str) -> str:
        return str(self.chooser.one_of(items))
