"""Random operations over an API schema, valid and repeatable: a seed always gives the same one.

Half of them are plain.  The others are crowded: aliases that are names of other fields, the same field under several
conditions, fragments that cannot match; peers fail on those so often that alone they would show little else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_union_type,
    parse,
    print_ast,
    validate,
)

from tests.peers.catalogue import Identifiers

FIELDS = 24
"""About how many fields an operation may have; beyond, selections have one each."""


class Operation(NamedTuple):
    """A document and its variables."""

    query: str
    variables: dict[str, Any]


def operation_of(seed: int, schema: GraphQLSchema, identifiers: Identifiers) -> Operation:
    """The operation of a seed: even seeds are crowded; a quarter are mutations where there are some."""
    random = Random(seed)
    mutation = schema.mutation_type is not None and seed % 8 >= 6
    while True:
        writer = _Writer(random, schema, identifiers, crowded=seed % 2 == 0)
        operation = writer.operation("mutation" if mutation else "query")
        if not validate(schema, parse(operation.query)):
            return operation


_ABSENT = object()


class _Writer:
    def __init__(self, random: Random, schema: GraphQLSchema, identifiers: Identifiers, *, crowded: bool) -> None:
        self.random = random
        self.schema = schema
        self.identifiers = identifiers
        self.crowded = crowded
        self.variables: dict[str, tuple[str, Any]] = {}
        self.fragments: list[str] = []
        self.fields = 0
        self.aliases = 0

    def operation(self, kind: str) -> Operation:
        root = self.schema.mutation_type if kind == "mutation" else self.schema.query_type
        assert root is not None
        depth = self.random.randint(2, 4 if self.crowded else 7)
        body = self.selection_set(root, depth)
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in self.variables.items())
        text = "\n".join([f"{kind} Generated{f'({declared})' if declared else ''} {body}", *self.fragments])
        given = {name: value for name, (_, value) in self.variables.items() if value is not _ABSENT}
        return Operation(print_ast(parse(text)), given)

    def chance(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def selection_set(self, type_: Any, depth: int) -> str:
        count = self.random.randint(1, 4) if self.fields < FIELDS else 1
        return "{ " + " ".join(self.selection(type_, depth) for _ in range(count)) + " }"

    def selection(self, type_: Any, depth: int) -> str:
        if depth > 0 and (is_union_type(type_) or self.chance(2 if is_abstract_type(type_) else 8)):
            return self.fragment(type_, depth)
        if is_union_type(type_) or self.chance(12):
            return self.random.choice(("__typename", "t: __typename"))
        return self.field(type_, depth)

    def field(self, type_: Any, depth: int) -> str:
        leaves = [name for name, field in type_.fields.items() if is_leaf_type(get_named_type(field.type))]
        others = [name for name in type_.fields if name not in leaves]
        names = others if depth > 0 and others and (not leaves or not self.chance(3)) else leaves
        if not names:
            return "__typename"
        self.fields += 1
        name = self.random.choice(names)
        field: GraphQLField = type_.fields[name]
        named = get_named_type(field.type)
        arguments = [
            f"{argument}: {self.value(argument, item.type, named)}"
            for argument, item in field.args.items()
            if is_non_null_type(item.type) or self.chance(2)
        ]
        call = f"({', '.join(arguments)})" if arguments else ""
        text = f"{self.alias(type_, name, bool(arguments))}{name}{call}{self.condition()}"
        return text if is_leaf_type(named) else f"{text} {self.selection_set(named, depth - 1)}"

    def alias(self, type_: Any, name: str, needed: bool) -> str:
        if self.crowded and self.chance(8):
            return f"{self.random.choice(('id', '_id', '_0', *type_.fields))}: "
        if needed or self.chance(6):
            self.aliases += 1
            return f"a{self.aliases}_{name}: "
        return ""

    def fragment(self, type_: Any, depth: int) -> str:
        condition = self.random.choice(self.conditions(type_))
        body = self.selection_set(self.schema.type_map[condition], depth - (not is_abstract_type(type_)))
        if self.chance(4):
            name = f"Part{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {condition} {body}")
            return f"...{name}{self.condition()}"
        if condition == type_.name and self.chance(2):
            return f"...{self.condition()} {body}"
        return f"... on {condition}{self.condition()} {body}"

    def conditions(self, type_: GraphQLNamedType) -> list[str]:
        """Type conditions that can match below `type_`, object types twice as likely."""
        possible = set(self.schema.get_possible_types(type_)) if is_abstract_type(type_) else {type_}
        found = [item.name for item in possible if is_object_type(item)]
        found += [
            other.name
            for other in self.schema.type_map.values()
            if is_abstract_type(other) and possible & set(self.schema.get_possible_types(other))
        ]
        return sorted([*found, *(item.name for item in possible)])

    def condition(self) -> str:
        if not self.crowded or not self.chance(7):
            return ""
        condition = self.random.choice(("true", "false", "$yes", "$no", "$default"))
        if condition.startswith("$"):
            known = {"yes": ("Boolean!", True), "no": ("Boolean!", False), "default": ("Boolean! = true", _ABSENT)}
            self.variables[condition[1:]] = known[condition[1:]]
        return f" @{self.random.choice(('skip', 'include'))}(if: {condition})"

    def value(self, argument: str, type_: Any, result: GraphQLNamedType) -> str:
        """An argument, as a literal or a variable."""
        value = self.plain(argument, type_, result)
        if self.chance(2):
            return literal(type_, value)
        name = f"v{len(self.variables)}"
        self.variables[name] = (str(type_), value)
        return f"${name}"

    def plain(self, argument: str, type_: Any, result: GraphQLNamedType) -> Any:
        """A JSON value of an input type; identifiers are mostly such as `result` or `argument` may have."""
        if not is_non_null_type(type_) and self.chance(6):
            return None
        nullable: Any = get_nullable_type(type_)
        if is_list_type(nullable):
            return [self.plain(argument, nullable.of_type, result) for _ in range(self.random.randrange(3))]
        if isinstance(nullable, GraphQLInputObjectType):
            return {
                name: self.plain(name, item.type, result)
                for name, item in nullable.fields.items()
                if is_non_null_type(item.type) or self.chance(2)
            }
        if isinstance(nullable, GraphQLEnumType):
            return self.random.choice(list(nullable.values))
        numbers: dict[str, Sequence[Any]] = {"Int": range(5), "Float": (0.5, 1.5), "Boolean": (True, False)}
        return self.random.choice(numbers.get(nullable.name) or self.identifiers.like(argument, result.name))


def literal(type_: Any, value: Any) -> str:
    """A JSON value as GraphQL writes it."""
    nullable: Any = get_nullable_type(type_)
    if value is None:
        return "null"
    if is_list_type(nullable):
        return f"[{', '.join(literal(nullable.of_type, item) for item in value)}]"
    if isinstance(nullable, GraphQLInputObjectType):
        return (
            f"{{{', '.join(f'{name}: {literal(nullable.fields[name].type, item)}' for name, item in value.items())}}}"
        )
    return str(value) if isinstance(nullable, GraphQLEnumType) else json.dumps(value)
