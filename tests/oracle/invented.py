"""Data for any subgraphs, invented from their schemas, so that whatever composes can be executed and compared.

There are two records of each object type.  What a field holds follows from a seed, the record and, by a hash, from the
arguments and what the field requires, so that a wrong argument or representation gives another answer.  A value is one
that every subgraph with the field can return: an enum value that all know, a type that is possible in each, null only
where all allow it.  Fields of keys tell records apart and are never null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationType,
    SelectionSetNode,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    parse,
    value_from_ast_untyped,
)

from tests.oracle.contexts import context_rules
from tests.oracle.subgraph import argument
from tests.oracle.world import Coordinate, Record, World, canonical, fields

EACH = 2
"""Records of a type: as many as a Boolean can tell apart."""


def invented(subgraphs: Mapping[str, str], api: GraphQLSchema, seed: int) -> World:
    """A world for subgraphs.

    Args:
        subgraphs: SDL by name, as `plain_sdl` makes it.
        api: the schema that clients see of them.
        seed: of all values.
    """
    return _Inventor(Subgraphs(subgraphs), api, seed).world()


@dataclass
class Subgraphs:
    """What the subgraphs' schemas say together."""

    sdl: Mapping[str, str]
    roots: dict[str, str] = field(default_factory=dict)

    @cached_property
    def schemas(self) -> list[GraphQLSchema]:
        found = [build_schema(each, assume_valid=True, assume_valid_sdl=True) for each in self.sdl.values()]
        for schema in found:
            for kind in OperationType:
                if root := schema.get_root_type(kind):
                    self.roots[root.name] = kind.value.capitalize()
        return found

    @cached_property
    def implementations(self) -> dict[str, frozenset[str]]:
        """Interfaces to the objects that implement them anywhere."""
        found: dict[str, set[str]] = {}
        for schema in self.schemas:
            for name, type_ in schema.type_map.items():
                if is_abstract_type(type_) and not name.startswith("__"):
                    found.setdefault(name, set()).update(each.name for each in schema.get_possible_types(type_))
        objects_too = {name for name in found if any(is_object_type(each.type_map.get(name)) for each in self.schemas)}
        for name in objects_too:
            for other, names in found.items():
                if name in names and other != name:
                    names |= found[name]
        return {name: frozenset(names - objects_too) for name, names in found.items()}

    def possible(self, schema: GraphQLSchema, name: str) -> frozenset[str]:
        """The object types that something of a type may have in one subgraph."""
        type_ = schema.type_map[name]
        if not is_abstract_type(type_):
            return self.implementations.get(name, frozenset({self.roots.get(name, name)}))
        each = (self.possible(schema, item.name) for item in schema.get_possible_types(type_))
        return frozenset[str]().union(*each)

    @cached_property
    def objects(self) -> list[str]:
        """Object types of which there are records."""
        names = {name for each in self.schemas for name, type_ in each.type_map.items() if is_object_type(type_)}
        return sorted(
            name
            for name in names
            if not name.startswith("__") and name not in self.implementations and name not in self.roots
        )

    def fields_of(self, name: str) -> dict[str, list[tuple[GraphQLSchema, GraphQLField]]]:
        """The fields of an object type wherever they are declared, on interface objects too."""
        found: dict[str, list[tuple[GraphQLSchema, GraphQLField]]] = {}
        local = {name} | {each for each, canonical in self.roots.items() if canonical == name}
        local |= {interface for interface, objects in self.implementations.items() if name in objects}
        for schema in self.schemas:
            for each in sorted(local):
                type_ = schema.type_map.get(each)
                if is_object_type(type_):
                    for field_name, item in type_.fields.items():
                        found.setdefault(field_name, []).append((schema, item))
        return found

    def directives(self, name: str) -> Iterator[tuple[str, str, Any]]:
        """Applications on types and fields: the type, the field or "", and the directive."""
        for sdl in self.sdl.values():
            for node in parse(sdl, no_location=True).definitions:
                owner = getattr(getattr(node, "name", None), "value", "")
                for place, at in (("", node), *((each.name.value, each) for each in getattr(node, "fields", ()) or ())):
                    for directive in getattr(at, "directives", ()) or ():
                        if directive.name.value == name:
                            yield owner, place, directive

    @cached_property
    def key_fields(self) -> frozenset[Coordinate]:
        """The fields of objects that keys select."""
        found: set[Coordinate] = set()
        for owner, _, directive in self.directives("key"):
            for name in self.implementations.get(owner, frozenset({owner})):
                self._add_key_fields(name, fields(argument(directive, "fields")), found)
        return frozenset(found)

    def _add_key_fields(self, name: str, selection_set: SelectionSetNode, found: set[Coordinate]) -> None:
        for node in selection_set.selections:
            if isinstance(node, InlineFragmentNode):
                self._add_key_fields(name, node.selection_set, found)
            elif isinstance(node, FieldNode) and node.name.value != "__typename":
                found.add((name, node.name.value))
                if node.selection_set is not None:
                    for schema, item in self.fields_of(name).get(node.name.value, ()):
                        for target in self.possible(schema, get_named_type(item.type).name):
                            self._add_key_fields(target, node.selection_set, found)

    @cached_property
    def contextual(self) -> frozenset[tuple[str, str]]:
        """Field and argument that contexts fill."""
        return frozenset(
            (coordinate[1], name)
            for sdl in self.sdl.values()
            for coordinate, rules in context_rules(parse(sdl, no_location=True)).items()
            for name in rules
        )

    @cached_property
    def computed(self) -> dict[Coordinate, frozenset[str]]:
        """The fields that are computed, to what they require: one text for each subgraph."""
        found: dict[Coordinate, set[str]] = {}
        for owner, name, directive in self.directives("requires"):
            found.setdefault((owner, name), set()).add(argument(directive, "fields"))
        for sdl in self.sdl.values():
            for coordinate in context_rules(parse(sdl, no_location=True)):
                found.setdefault(coordinate, set())
        return {coordinate: frozenset(texts) for coordinate, texts in found.items()}


class _Inventor:
    def __init__(self, subgraphs: Subgraphs, api: GraphQLSchema, seed: int) -> None:
        self.subgraphs = subgraphs
        self.api = api
        self.seed = seed
        assert subgraphs.schemas
        self.roots: dict[str, Record] = {kind: {"__typename": kind} for kind in ("Query", "Mutation", "Subscription")}
        self.records = {name: [{"__typename": name} for _ in range(EACH)] for name in subgraphs.objects}

    def world(self) -> World:
        numbers = iter(range(10_000))
        for name, records in (*self.records.items(), *((kind, [root]) for kind, root in self.roots.items())):
            declared = self.subgraphs.fields_of(name)
            for index, record in enumerate(records):
                number = next(numbers)
                for field_name, declarations in declared.items():
                    record[field_name] = self.held(name, field_name, declarations, index, number)
        return World(
            query=self.roots["Query"],
            mutation=self.roots["Mutation"],
            records=[record for records in self.records.values() for record in records],
            subtypes=self.subgraphs.implementations,
            computed={each: self.computation(*each, texts) for each, texts in self.subgraphs.computed.items()},
        )

    def held(self, owner: str, name: str, declarations: Declarations, index: int, number: int) -> Any:
        """The value of a record's field, or a function of the field's arguments."""
        if (owner, name) in self.subgraphs.key_fields:
            return self.distinct(declarations, index, number)
        where = f"{self.seed}/{owner}.{name}/{number}"
        if not any(item.args for _, item in declarations):
            return self.value(declarations, Random(where))
        return lambda **given: self.value(declarations, Random(f"{where}/{self.arguments(owner, name, given)}"))

    def computation(self, owner: str, name: str, texts: frozenset[str]) -> Callable[[Mapping[str, Any], Any], Any]:
        objects = self.subgraphs.implementations.get(owner, {self.subgraphs.roots.get(owner, owner)})
        declarations = [each for target in sorted(objects) for each in self.subgraphs.fields_of(target).get(name, ())]

        def compute(given: Mapping[str, Any], required: Any) -> Any:
            # Where subgraphs require different things, what one was sent does not tell the answer.
            what = canonical(required) if len(texts) < 2 else ""
            return self.value(declarations, Random(f"{self.seed}/{name}/{self.arguments(owner, name, given)}/{what}"))

        return compute

    def arguments(self, owner: str, name: str, given: Mapping[str, Any]) -> str:
        """The arguments that clients and contexts can give, with defaults filled in."""
        type_ = self.api.type_map.get(owner)
        declared = type_.fields[name].args if type_ is not None and name in getattr(type_, "fields", {}) else {}
        visible = coerced_fields(declared, {**self.defaults(owner, name), **given})
        contextual = {each: value for each, value in given.items() if (name, each) in self.subgraphs.contextual}
        return canonical({**visible, **contextual})

    def defaults(self, owner: str, name: str) -> dict[str, Any]:
        """The defaults of arguments in any subgraph: where only some have one, clients are promised none."""
        return {
            argument: value_from_ast_untyped(each.default.literal)
            for _, item in self.subgraphs.fields_of(owner).get(name, ())
            for argument, each in item.args.items()
            if each.default is not None and each.default.literal is not None
        }

    def distinct(self, declarations: Declarations, index: int, number: int) -> Any:
        type_: Any = get_nullable_type(declarations[0][1].type)
        if is_list_type(type_):
            return [self.distinct_item(declarations, index, number)]
        return self.distinct_item(declarations, index, number)

    def distinct_item(self, declarations: Declarations, index: int, number: int) -> Any:
        named = get_named_type(declarations[0][1].type)
        if is_composite_type(named):
            name = self.targets(declarations)[0]
            return self.records[name][index]
        if isinstance(named, GraphQLEnumType):
            values = self.enum_values(declarations)
            return values[index % len(values)]
        texts = {"Int": number, "Float": number + 0.5, "Boolean": bool(index)}
        return texts.get(named.name, f"{named.name.lower()}{number}")

    def value(self, declarations: Declarations, random: Random) -> Any:
        return self._value([item.type for _, item in declarations], declarations, random)

    def _value(self, types: Sequence[Any], declarations: Declarations, random: Random) -> Any:
        if not any(is_non_null_type(each) for each in types) and random.random() < 0.12:
            return None
        bare: list[Any] = [get_nullable_type(each) for each in types]
        if is_list_type(bare[0]):
            inner = [each.of_type for each in bare]
            return [self._value(inner, declarations, random) for _ in range(random.choice((0, 1, 2, 2)))]
        named = bare[0]
        if is_composite_type(named):
            targets = self.targets(declarations)
            return self.record(random.choice(targets), random) if targets else None
        if isinstance(named, GraphQLEnumType):
            values = self.enum_values(declarations)
            return random.choice(values) if values else None
        number = random.randint(0, 99)
        plain = {"Int": number, "Float": number + 0.5, "Boolean": number % 2 == 0}
        return plain.get(named.name, f"{named.name.lower()} {number}")

    def record(self, name: str, random: Random) -> Record:
        return self.roots[name] if name in self.roots else random.choice(self.records[name])

    def targets(self, declarations: Declarations) -> list[str]:
        """The types possible wherever the field is, visible ones if there are any."""
        each = [self.subgraphs.possible(schema, get_named_type(item.type).name) for schema, item in declarations]
        # Where an @external declaration knows other types, the subgraph that resolves the field decides.
        everywhere = frozenset.intersection(*each) or each[0]
        found = sorted(everywhere)
        return [name for name in found if name in self.api.type_map] or found

    def enum_values(self, declarations: Declarations) -> list[str]:
        each = [get_named_type(item.type) for _, item in declarations]
        found = [value for value in each[0].values if all(value in other.values for other in each)]
        visible = self.api.type_map.get(each[0].name)
        return [value for value in found if visible is not None and value in visible.values] or found


Declarations = list[tuple[GraphQLSchema, Any]]


def coerced_fields(declared: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Values of arguments or input fields as a server coerces them; unknown ones are left out."""
    found = {}
    for name, each in declared.items():
        if name in given:
            found[name] = coerced(each.type, given[name])
        elif each.default is not None and each.default.literal is not None:
            found[name] = coerced(each.type, value_from_ast_untyped(each.default.literal))
    return found


def coerced(type_: Any, value: Any) -> Any:
    nullable: Any = get_nullable_type(type_)
    if value is None:
        return None
    if is_list_type(nullable):
        return [coerced(nullable.of_type, item) for item in (value if isinstance(value, list) else [value])]
    if isinstance(nullable, GraphQLInputObjectType):
        return coerced_fields(nullable.fields, value)
    return {"Float": float, "ID": str}.get(nullable.name, lambda same: same)(value)
