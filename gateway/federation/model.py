"""A schema as values: types, fields, arguments and the directives on them, each with the node it was read from.

One model serves subgraphs and the supergraph.  Directives carry their canonical `FederationDirective`, and what
a type declaration says of all its fields (`@external`, `@shareable`) is already on the fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from graphql import (
    BooleanValueNode,
    ConstDirectiveNode,
    ConstValueNode,
    Node,
    StringValueNode,
    print_ast,
)

from gateway.federation.directives import FederationDirective
from gateway.federation.type_ref import NonNull, TypeRef

Operation = Literal["query", "mutation", "subscription"]
ROOT_NAMES: Mapping[Operation, str] = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
_COORDINATE = re.compile(r"(?P<at>@)?(?P<name>\w+)(?:\.(?P<part>\w+))?(?:\((?P<argument>\w+):\))?")
BUILT_IN_SCALARS = frozenset({"Int", "Float", "String", "Boolean", "ID"})


class TypeKind(StrEnum):
    """Values are the words GraphQL SDL uses."""

    SCALAR = "scalar"
    OBJECT = "type"
    INTERFACE = "interface"
    UNION = "union"
    ENUM = "enum"
    INPUT = "input"


@dataclass(frozen=True, slots=True)
class Applied:
    """One application of a directive; `name` without `@`, as it is called in this schema."""

    name: str
    arguments: Mapping[str, ConstValueNode] = field(default_factory=dict)
    directive: FederationDirective | None = None
    node: ConstDirectiveNode | None = None

    def string(self, argument: str) -> str | None:
        value = self.arguments.get(argument)
        return value.value if isinstance(value, StringValueNode) else None

    def boolean(self, argument: str, default: bool) -> bool:
        value = self.arguments.get(argument)
        return value.value if isinstance(value, BooleanValueNode) else default

    def __str__(self) -> str:
        if not self.arguments:
            return f"@{self.name}"
        return f"@{self.name}({', '.join(f'{name}: {print_ast(value)}' for name, value in self.arguments.items())})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What every named part of a schema has."""

    name: str
    description: str | None = None
    directives: tuple[Applied, ...] = ()
    node: Node | None = None

    def applied(self, directive: FederationDirective) -> tuple[Applied, ...]:
        if not self.directives:
            return ()
        return tuple(each for each in self.directives if each.directive is directive)

    def first(self, directive: FederationDirective) -> Applied | None:
        if not self.directives:
            return None
        return next((each for each in self.directives if each.directive is directive), None)

    def has(self, directive: FederationDirective) -> bool:
        return bool(self.directives) and self.first(directive) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputValue(Element):
    """An argument, or a field of an input object; `owner` is the coordinate of what it belongs to."""

    owner: str
    type: TypeRef
    default: ConstValueNode | None = None
    argument: bool = True

    @property
    def coordinate(self) -> str:
        return f"{self.owner}({self.name}:)" if self.argument else f"{self.owner}.{self.name}"

    @property
    def required(self) -> bool:
        return isinstance(self.type, NonNull) and self.default is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Element):
    """A field of an object or interface type.  `external` and `shareable` count what its declaration says for all."""

    parent: str
    type: TypeRef
    arguments: Mapping[str, InputValue] = field(default_factory=dict)
    external: bool = False
    shareable: bool = False

    @property
    def coordinate(self) -> str:
        return f"{self.parent}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumValue(Element):
    parent: str

    @property
    def coordinate(self) -> str:
        return f"{self.parent}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDefinition(Element):
    """A type with its extensions folded in.  Which of the mappings is filled depends on `kind`."""

    kind: TypeKind
    interfaces: tuple[str, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    inputs: Mapping[str, InputValue] = field(default_factory=dict)
    values: Mapping[str, EnumValue] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    extension: bool = False

    @property
    def coordinate(self) -> str:
        return self.name

    def parts(self) -> Iterator[Field | InputValue | EnumValue]:
        """Fields with their arguments, input fields and values."""
        for each in self.fields.values():
            yield each
            yield from each.arguments.values()
        yield from self.inputs.values()
        yield from self.values.values()

    @property
    def composite(self) -> bool:
        return self.kind in (TypeKind.OBJECT, TypeKind.INTERFACE, TypeKind.UNION)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveDefinition(Element):
    """A directive that is not Federation's; `name` without `@`, `locations` as in SDL."""

    arguments: Mapping[str, InputValue] = field(default_factory=dict)
    locations: tuple[str, ...] = ()
    repeatable: bool = False

    @property
    def coordinate(self) -> str:
        return f"@{self.name}"


Placed = TypeDefinition | Field | InputValue | EnumValue | DirectiveDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """`types` holds no built-in scalar and nothing a specification brought; `roots` names the root types."""

    types: Mapping[str, TypeDefinition]
    roots: Mapping[Operation, str]
    directive_definitions: Mapping[str, DirectiveDefinition] = field(default_factory=dict)
    directives: tuple[Applied, ...] = ()
    description: str | None = None

    def applications(self) -> Iterator[tuple[str, Applied]]:
        """Every application of a directive with the coordinate it stands on (`schema` for the schema itself)."""
        yield from (("schema", each) for each in self.directives)
        for directive in self.directive_definitions.values():
            for argument in directive.arguments.values():
                yield from ((argument.coordinate, each) for each in argument.directives)
        for definition in self.types.values():
            yield from ((definition.name, each) for each in definition.directives)
            for part in definition.parts():
                yield from ((part.coordinate, each) for each in part.directives)

    def element(self, coordinate: str) -> Placed | None:
        """What a schema coordinate names (GraphQL draft, "Schema Coordinates"); None when there is nothing."""
        match = _COORDINATE.fullmatch(coordinate)
        if match is None:
            return None
        owner: Placed | None = self.directive_definitions.get(match["name"]) if match["at"] else None
        if not match["at"]:
            owner = self.types.get(match["name"])
            if match["part"] and isinstance(owner, TypeDefinition):
                name = match["part"]
                owner = owner.fields.get(name) or owner.inputs.get(name) or owner.values.get(name)
        if match["argument"]:
            return owner.arguments.get(match["argument"]) if isinstance(owner, Field | DirectiveDefinition) else None
        return owner

    def possible_types(self, name: str) -> frozenset[str]:
        """The object types that a value of type `name` can be here."""
        definition = self.types[name]
        if definition.kind is TypeKind.UNION:
            return frozenset(definition.members)
        if definition.kind is TypeKind.INTERFACE:
            return frozenset(
                each.name for each in self.types.values() if each.kind is TypeKind.OBJECT and name in each.interfaces
            )
        return frozenset({name})

    def is_named_subtype(self, name: str, of: str) -> bool:
        """Whether `name` is a member or implementation of `of`."""
        abstract = self.types.get(of)
        if abstract is None:
            return False
        if abstract.kind is TypeKind.UNION:
            return name in abstract.members
        concrete = self.types.get(name)
        return concrete is not None and of in concrete.interfaces
