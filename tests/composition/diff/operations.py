"""Every operation that could notice a change of a schema, each as small as possible.

For each type that operations reach, and each field of it: the field alone; with each argument left out, given, null, or
from a variable; beside the same field of whatever else can be at that place; fragments on whatever can be there; the
directives wherever they are allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import (
    DirectiveLocation,
    DocumentNode,
    GraphQLArgument,
    GraphQLCompositeType,
    GraphQLDirective,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLSchema,
    OperationType,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_required_argument,
    is_required_input_field,
    is_specified_directive,
    parse,
)
from graphql.utilities import do_types_overlap

SAMPLES: Mapping[str, tuple[str, Any]] = {"Int": ("7", 7), "String": ('"z"', "z"), "Boolean": ("true", True)}


@dataclass(frozen=True)
class Operation:
    """A document and the values of its variables."""

    document: str
    variables: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def parsed(self) -> DocumentNode:
        return parse(self.document, no_location=True)


@dataclass(frozen=True)
class Way:
    """How an operation gets to a type: what is before and after a selection there."""

    kind: OperationType
    before: str = ""
    after: str = ""

    def through(self, name: str, arguments: str) -> Way:
        return Way(self.kind, f"{self.before}{name}{arguments} {{ ", f" }}{self.after}")

    def on(self, name: str) -> Way:
        return Way(self.kind, f"{self.before}... on {name} {{ ", f" }}{self.after}")

    def select(self, selection: str, variables: str = "", *, name: str = "", directive: str = "") -> str:
        head = f"{self.kind.value} {name}{variables}{directive}"
        return f"{head} {{ {self.before}{selection}{self.after} }}"


def operations(schema: GraphQLSchema) -> Iterator[Operation]:
    """All of them, valid on `schema`."""
    for type_, way in _ways(schema).items():
        yield Operation(way.select("__typename"))
        yield from _fragments(schema, type_, way)
        if not (is_object_type(type_) or is_interface_type(type_)):
            continue
        for name, each in type_.fields.items():
            yield from _field(name, each, way)
            yield from _below(schema, name, each, way)
    yield from _directives(schema)


def _ways(schema: GraphQLSchema) -> dict[GraphQLCompositeType, Way]:
    """The shortest way to every composite type that can be reached, from a root."""
    found: dict[GraphQLCompositeType, Way] = {}
    waiting: list[tuple[GraphQLCompositeType, Way]] = [
        (root, Way(kind)) for kind in OperationType if (root := schema.get_root_type(kind))
    ]
    while waiting:
        type_, way = waiting.pop(0)
        if type_ in found:
            continue
        found[type_] = way
        if is_object_type(type_) or is_interface_type(type_):
            for name, each in type_.fields.items():
                target = get_named_type(each.type)
                if is_composite_type(target):
                    waiting.append((target, way.through(name, _given(_required(each.args)))))
        waiting += [(each, way.on(each.name)) for each in _overlapping(schema, type_)]
    return found


def _overlapping(schema: GraphQLSchema, type_: GraphQLCompositeType) -> list[GraphQLCompositeType]:
    return [
        each
        for each in schema.type_map.values()
        if is_composite_type(each) and not each.name.startswith("__") and each is not type_
        if do_types_overlap(schema, type_, each)
    ]


def _fragments(schema: GraphQLSchema, type_: GraphQLCompositeType, way: Way) -> Iterator[Operation]:
    here = [type_, *_overlapping(schema, type_)]
    for each in here:
        yield Operation(way.select(f"... on {each.name} {{ __typename }}"))
        yield Operation(f"{way.select('...F')} fragment F on {each.name} {{ __typename }}")
    if is_abstract_type(type_):
        yield from _pairs(here, way)


def _pairs(here: list[GraphQLCompositeType], way: Way) -> Iterator[Operation]:
    """The same field of two types; not every such pair is valid."""
    typed = [each for each in here if is_object_type(each) or is_interface_type(each)]
    for left in typed:
        for right in typed:
            for name in left.fields.keys() & right.fields.keys() if left is not right else ():
                both = (f"... on {each.name} {{ {_selected(name, each.fields[name])} }}" for each in (left, right))
                yield Operation(way.select(" ".join(both)))


def _selected(name: str, each: GraphQLField, arguments: str | None = None) -> str:
    inner = " { __typename }" if is_composite_type(get_named_type(each.type)) else ""
    return f"{name}{_given(_required(each.args)) if arguments is None else arguments}{inner}"


def _field(name: str, each: GraphQLField, way: Way) -> Iterator[Operation]:
    yield Operation(way.select(_selected(name, each)))
    for given, variables, values in _argument_forms(each.args):
        yield Operation(way.select(_selected(name, each, given), variables), values)


def _below(schema: GraphQLSchema, name: str, each: GraphQLField, way: Way) -> Iterator[Operation]:
    """What can be selected of this very field, to which another may be the shorter way."""
    target = get_named_type(each.type)
    if not is_composite_type(target):
        return
    further = way.through(name, _given(_required(each.args)))
    for other in _overlapping(schema, target):
        yield Operation(further.select(f"... on {other.name} {{ __typename }}"))
    if is_object_type(target) or is_interface_type(target):
        yield from (Operation(further.select(_selected(inner, one))) for inner, one in target.fields.items())


def _required(arguments: Mapping[str, GraphQLArgument]) -> dict[str, str]:
    return {name: _literal(each.type) for name, each in arguments.items() if is_required_argument(each)}


def _given(arguments: Mapping[str, str]) -> str:
    return f"({', '.join(f'{name}: {text}' for name, text in arguments.items())})" if arguments else ""


def _argument_forms(arguments: Mapping[str, GraphQLArgument]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Written arguments, variable definitions, and values of the variables; one argument beside the required ones."""
    required = _required(arguments)
    for name, each in arguments.items():
        for text in _literals(each.type):
            yield _given({**required, name: text}), "", {}
        used = _given({**required, name: "$v"})
        for value in _values(each.type):
            yield used, f"($v: {each.type})", {"v": value}
        if is_non_null_type(each.type) and not is_required_argument(each):
            yield used, f"($v: {each.type.of_type})", {"v": _value(each.type)}
        for text, inner in _around_variables(each.type):
            yield _given({**required, name: text}), f"($v: {inner})", {"v": _value(inner)}


def _around_variables(type_: GraphQLInputType) -> Iterator[tuple[str, GraphQLInputType]]:
    """Literals with the variable somewhere in them, and the type that belongs there."""
    inner = type_.of_type if is_non_null_type(type_) else type_
    if is_list_type(inner):
        yield "[$v]", inner.of_type
        yield from ((f"[{text}]", each) for text, each in _around_variables(inner.of_type))
    elif is_input_object_type(inner):
        required = {n: _literal(f.type) for n, f in inner.fields.items() if is_required_input_field(f)}
        for name, each in inner.fields.items():
            at = GraphQLNonNull(each.type) if inner.is_one_of else each.type
            for text, found in [("$v", at), *_around_variables(each.type)]:
                given = {**required, name: text}
                yield f"{{ {', '.join(f'{key}: {value}' for key, value in given.items())} }}", found


def _literals(type_: GraphQLInputType) -> Iterator[str]:
    if not is_non_null_type(type_):
        yield "null"
    inner = type_.of_type if is_non_null_type(type_) else type_
    if is_list_type(inner):
        yield from (f"[{each}]" for each in _literals(inner.of_type))
        yield from _literals(inner.of_type if not is_non_null_type(inner.of_type) else inner.of_type.of_type)
        yield "[]"
    elif is_enum_type(inner):
        yield from inner.values
    elif is_input_object_type(inner):
        yield from _objects(inner)
    else:
        yield _literal(inner)


def _objects(type_: GraphQLInputObjectType) -> Iterator[str]:
    required = {n: _literal(f.type) for n, f in type_.fields.items() if is_required_input_field(f)}
    if not type_.is_one_of:
        yield f"{{ {', '.join(f'{name}: {text}' for name, text in required.items())} }}"
        everything = {name: _literal(each.type) for name, each in type_.fields.items()}
        yield f"{{ {', '.join(f'{name}: {text}' for name, text in everything.items())} }}"
    for name, each in type_.fields.items():
        for text in _literals(each.type):
            if not (type_.is_one_of and text == "null"):
                given = {**required, name: text}
                yield f"{{ {', '.join(f'{key}: {value}' for key, value in given.items())} }}"


def _literal(type_: GraphQLInputType) -> str:
    if is_non_null_type(type_):
        return _literal(type_.of_type)
    if is_list_type(type_):
        return f"[{_literal(type_.of_type)}]"
    if is_enum_type(type_):
        return next(iter(type_.values))
    if is_input_object_type(type_):
        return next(_objects(type_))
    return SAMPLES.get(type_.name, ('"z"', "z"))[0]


def _values(type_: GraphQLInputType) -> Iterator[Any]:
    """JSON values."""
    if not is_non_null_type(type_):
        yield None
    inner = type_.of_type if is_non_null_type(type_) else type_
    if is_list_type(inner):
        yield from ([each] for each in _values(inner.of_type))
    elif is_enum_type(inner):
        yield from inner.values
    else:
        yield _value(inner)


def _value(type_: GraphQLInputType) -> Any:
    if is_non_null_type(type_):
        return _value(type_.of_type)
    if is_list_type(type_):
        return [_value(type_.of_type)]
    if is_enum_type(type_):
        return next(iter(type_.values))
    if is_input_object_type(type_):
        if type_.is_one_of:
            name, each = next(iter(type_.fields.items()))
            return {name: _value(each.type)}
        return {name: _value(each.type) for name, each in type_.fields.items() if is_required_input_field(each)}
    return SAMPLES.get(type_.name, ('"z"', "z"))[1]


def _directives(schema: GraphQLSchema) -> Iterator[Operation]:
    assert schema.query_type is not None
    for directive in schema.directives:
        if is_specified_directive(directive):
            continue
        for location in directive.locations:
            for written, variables, values in _written(directive):
                document = _placed(location, written, variables, schema.query_type.name)
                if document is not None:
                    yield Operation(document, values)


def _written(directive: GraphQLDirective) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The directive, the definition of the variable in it, and that one's value."""
    plain = f"@{directive.name}{_given(_required(directive.args))}"
    yield plain, "", {}
    if directive.is_repeatable:
        yield f"{plain} {plain}", "", {}
    for given, variables, values in _argument_forms(directive.args):
        yield f"@{directive.name}{given}", variables, values


def _placed(location: DirectiveLocation, written: str, variables: str, query: str) -> str | None:
    if location is DirectiveLocation.VARIABLE_DEFINITION:
        constant = f"query ($u: Boolean! = true {written}) {{ __typename @include(if: $u) }}"
        return None if variables else constant
    return {
        "QUERY": f"query {variables} {written} {{ __typename }}",
        "FIELD": f"query {variables} {{ __typename {written} }}",
        "INLINE_FRAGMENT": f"query {variables} {{ ... {written} {{ __typename }} }}",
        "FRAGMENT_SPREAD": f"query {variables} {{ ...F {written} }} fragment F on {query} {{ __typename }}",
    }.get(location.name)
