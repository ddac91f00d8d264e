"""A subgraph in memory: graphql-core executes its own schema, strictly.

It answers what its SDL declares and nothing else: unknown fields fail validation, an `@external` field resolves only
below an `@provides` that names it (or as a key), a field with `@requires` only from a representation that holds what
it requires, an overridden field never.  A planner that asks one subgraph too little or too much gets an error here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    InlineFragmentNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    OperationType,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    SelectionSetNode,
    build_ast_schema,
    execute_sync,
    extend_schema,
    parse,
    validate,
)

from tests.oracle.contexts import context_rules
from tests.oracle.world import Coordinate, Record, World, fields, picked


class Refused(Exception):
    """The subgraph was asked for what it does not resolve."""


@dataclass(frozen=True)
class View:
    """A record as one subgraph passes it around."""

    record: Record
    provided: tuple[SelectionSetNode, ...] = ()
    representation: Mapping[str, Any] | None = None


@dataclass
class FieldFacts:
    """What a subgraph's SDL says of one field."""

    external: bool = False
    requires: SelectionSetNode | None = None
    provides: SelectionSetNode | None = None
    retired: bool = False
    contextual: bool = False


class Subgraph:
    """One subgraph over a world.

    Args:
        name: as in the supergraph.
        sdl: its schema; a type is defined or extended once.
        world: the data.
        retired: the fields that other subgraphs resolve in its place.
    """

    def __init__(self, name: str, sdl: str, world: World, retired: Set[Coordinate] = frozenset()) -> None:
        self.name = name
        self.world = world
        document = _defining(parse(sdl, no_location=True))
        self.facts: dict[Coordinate, FieldFacts] = {}
        self.keys: dict[str, list[SelectionSetNode]] = {}
        self._key_fields: set[Coordinate] = set()
        self._interface_objects: set[str] = set()
        for node in document.definitions:
            if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
                self._read(node, retired)
        self.contexts = {each: rules for each, rules in context_rules(document).items() if each not in retired}
        for coordinate in self.contexts:
            self.facts[coordinate].contextual = True
            world.requirements.setdefault(coordinate, SelectionSetNode(selections=()))
        self.schema = _executable(document, sorted(self._entities(document)))
        self.absent: set[tuple[str, str]] = set()

    def answer(self, query: str, variables: Mapping[str, Any] | None) -> dict[str, Any]:
        """Execute a request; the GraphQL response."""
        document = parse(query)
        problems = validate(self.schema, document)
        if problems:
            return {"errors": [problem.formatted for problem in problems]}
        result = execute_sync(
            self.schema,
            document,
            root_value=None,
            variable_values=dict(variables or {}),
            field_resolver=self._resolve,
            type_resolver=lambda value, *_: value.record["__typename"],
        )
        return response(result)

    def _read(self, node: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode, retired: Set[Coordinate]) -> None:
        name = node.name.value
        for directive in node.directives or ():
            if directive.name.value == "key":
                key = fields(argument(directive, "fields"))
                self._key_fields.update(
                    (name, part.name.value) for part in key.selections if isinstance(part, FieldNode)
                )
                if argument(directive, "resolvable", True):
                    self.keys.setdefault(name, []).append(key)
            elif directive.name.value == "interfaceObject":
                self._interface_objects.add(name)
        for item in node.fields or ():
            facts = self.facts[name, item.name.value] = FieldFacts(retired=(name, item.name.value) in retired)
            for directive in item.directives or ():
                match directive.name.value:
                    case "external":
                        facts.external = True
                    case "requires":
                        facts.requires = fields(argument(directive, "fields"))
                        if not facts.retired:
                            self.world.requirements[name, item.name.value] = facts.requires
                    case "provides":
                        facts.provides = fields(argument(directive, "fields"))

    def _entities(self, document: DocumentNode) -> Iterator[str]:
        for node in document.definitions:
            if isinstance(node, ObjectTypeDefinitionNode) and node.name.value in self.keys:
                yield node.name.value

    def _resolve(self, source: View | None, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        name = info.field_name
        if name == "_entities":
            return [self._entity(item) for item in arguments["representations"]]
        if source is None:
            operation = info.operation.operation
            source = View(self.world.mutation if operation is OperationType.MUTATION else self.world.query)
        type_name = info.parent_type.name
        facts = self.facts[type_name, name]
        if facts.retired:
            raise Refused(f"{self.name}: {type_name}.{name} is overridden")
        if facts.contextual or facts.requires is not None:
            value = self._computed(type_name, name, facts.requires, source, arguments)
        elif facts.external and (type_name, name) not in self._key_fields and not self._provides(source, name):
            raise Refused(f"{self.name}: {type_name}.{name} is external")
        else:
            value = self.world.value(source.record, name, arguments)
        below = list(self._provided_below(source, name))
        if facts.provides is not None:
            below.append(facts.provides)
        return _viewed(value, tuple(below))

    def _computed(
        self, type_name: str, name: str, requires: SelectionSetNode | None, source: View, arguments: Mapping[str, Any]
    ) -> Any:
        if source.representation is None:
            raise Refused(f"{self.name}: {type_name}.{name} was not reached by a representation")
        required = picked(source.representation, requires) if requires is not None else {}
        if required is None:
            raise Refused(f"{self.name}: {type_name}.{name} was not sent what it requires")
        return self.world.compute((type_name, name), arguments, required)

    def _entity(self, representation: Mapping[str, Any]) -> View | None:
        type_name = representation["__typename"]
        if type_name not in self.keys:
            raise Refused(f"{self.name}: no entity type {type_name}")
        unknown = {name for name in representation if name != "__typename" and (type_name, name) not in self.facts}
        if unknown:
            raise Refused(f"{self.name}: {type_name} has no {unknown}")
        record = self.world.find(type_name, self.keys[type_name], representation)
        if record is None or (type_name, str(record.get("id"))) in self.absent:
            return None
        if type_name in self._interface_objects:
            record = {**record, "__typename": type_name}
        return View(record, (), representation)

    def _provides(self, source: View, name: str) -> bool:
        return any(node.name.value == name for node in self._provided_fields(source))

    def _provided_below(self, source: View, name: str) -> Iterator[SelectionSetNode]:
        for node in self._provided_fields(source):
            if node.name.value == name and node.selection_set is not None:
                yield node.selection_set

    def _provided_fields(self, source: View) -> Iterator[FieldNode]:
        todo = list(source.provided)
        while todo:
            for node in todo.pop().selections:
                if isinstance(node, FieldNode):
                    yield node
                elif isinstance(node, InlineFragmentNode):
                    condition = node.type_condition
                    if condition is None or self.world.is_of(source.record, condition.name.value):
                        todo.append(node.selection_set)


def argument(directive: DirectiveNode, name: str, default: Any = None) -> Any:
    """The value of a directive's argument."""
    for item in directive.arguments or ():
        if item.name.value == name:
            return item.value.value  # type: ignore[attr-defined]
    return default


def response(result: ExecutionResult) -> dict[str, Any]:
    """An execution result as a GraphQL response."""
    found: dict[str, Any] = {"data": result.data}
    if result.errors:
        found["errors"] = [error.formatted for error in result.errors]
    return found


def _viewed(value: Any, provided: tuple[SelectionSetNode, ...]) -> Any:
    if isinstance(value, list):
        return [_viewed(item, provided) for item in value]
    if isinstance(value, dict) and "__typename" in value:
        return View(value, provided)
    return value


def _defining(document: DocumentNode) -> DocumentNode:
    """The document with object types defined that it only extends (another subgraph has the definition)."""
    return DocumentNode(
        definitions=tuple(
            ObjectTypeDefinitionNode(
                name=node.name, interfaces=node.interfaces, directives=node.directives, fields=node.fields
            )
            if isinstance(node, ObjectTypeExtensionNode)
            else node
            for node in document.definitions
        )
    )


def _executable(document: DocumentNode, entities: list[str]) -> GraphQLSchema:
    """The schema that executes: what the SDL defines, and the machinery of entities."""
    definitions = tuple(node for node in document.definitions if not isinstance(node, SchemaExtensionNode))
    query = "Query"
    for node in definitions:
        if isinstance(node, SchemaDefinitionNode):
            named = (item.type.name.value for item in node.operation_types if item.operation is OperationType.QUERY)
            query = next(named, query)
    machinery = "directive @_unused on FIELD"
    if not any(isinstance(node, ObjectTypeDefinitionNode) and node.name.value == query for node in definitions):
        machinery += f" type {query} {{ _unused: Int }}"
    definitions = (*definitions, *parse(machinery).definitions)
    schema = build_ast_schema(DocumentNode(definitions=definitions), assume_valid_sdl=True, assume_valid=True)
    if entities:
        extension = f"""scalar _Any  union _Entity = {" | ".join(entities)}
            extend type {query} {{ _entities(representations: [_Any!]!): [_Entity]! }}"""
        schema = extend_schema(schema, parse(extension), assume_valid_sdl=True, assume_valid=True)
    return schema


def is_refusal(error: GraphQLError | Mapping[str, Any]) -> bool:
    """Whether a subgraph complains about the question rather than the data."""
    return isinstance(getattr(error, "original_error", None), Refused)
