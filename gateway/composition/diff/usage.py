"""What operations on a schema can reach, and where: the change of anything else goes unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gateway.composition.contracts.reachable import is_executable, reachable_types
from gateway.federation import type_ref
from gateway.federation.api_schema import EXECUTABLE_LOCATIONS
from gateway.federation.model import DirectiveDefinition, InputValue, Schema, TypeKind
from gateway.federation.type_ref import TypeRef, named


@dataclass(frozen=True)
class Usage:
    """Of one schema.

    Args:
        schema: whose operations are meant.
        everything: every type counts as reached, as in a subgraph, whose types others may refer to.
    """

    schema: Schema
    everything: bool = False

    @cached_property
    def reached(self) -> frozenset[str]:
        if self.everything:
            return frozenset(self.schema.types)
        return reachable_types(self.schema, lambda element: False, into_unions=True)

    @cached_property
    def inputs(self) -> frozenset[str]:
        """Types of arguments and input fields that operations can write."""
        return frozenset(self._inputs())

    def _inputs(self) -> Iterator[str]:
        for name in self.reached:
            definition = self.schema.types[name]
            yield from (named(each.type) for each in self._arguments(name))
            yield from (named(each.type) for each in definition.inputs.values())
        for node in self.schema.directive_definitions.values():
            if is_executable(node):
                yield from (named(each.type) for each in node.arguments.values())

    @cached_property
    def variables(self) -> frozenset[str]:
        """Types of arguments and input fields for which operations can give a variable."""
        found: set[str] = set()
        waiting = [named(each.type) for name in self.reached for each in self._arguments(name)]
        for node in self.schema.directive_definitions.values():
            if takes_variables(node):
                waiting += (named(each.type) for each in node.arguments.values())
        if self.everything:
            waiting += self.schema.types
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                definition = self.schema.types.get(name)
                waiting += (named(each.type) for each in definition.inputs.values()) if definition else ()
        return frozenset(found)

    def _arguments(self, name: str) -> Iterator[InputValue]:
        for field in self.schema.types[name].fields.values():
            yield from field.arguments.values()

    @cached_property
    def outputs(self) -> frozenset[str]:
        """Types of fields that operations can select."""
        return frozenset(named(f.type) for name in self.reached for f in self.schema.types[name].fields.values())

    @cached_property
    def _positions(self) -> tuple[frozenset[str], ...]:
        """The object types at each place where several may come."""
        abstract = (TypeKind.INTERFACE, TypeKind.UNION)
        return tuple(
            self.schema.possible_types(name) for name in self.reached if self.schema.types[name].kind in abstract
        )

    def beside(self, name: str) -> frozenset[str]:
        """The other types with fields that an operation can select at one place with the fields of type `name`."""
        own = self.schema.possible_types(name)
        places = [place for place in self._positions if place & own]
        return frozenset(
            each.name
            for each in self.schema.types.values()
            if each.fields and each.name != name and self._meets(each.name, places)
        )

    def _meets(self, name: str, places: list[frozenset[str]]) -> bool:
        possible = self.schema.possible_types(name)
        return any(place & possible for place in places)


def takes_variables(directive: DirectiveDefinition) -> bool:
    """Whether an operation can give the directive's arguments as variables: not on a variable's own definition."""
    return any(each in EXECUTABLE_LOCATIONS and each != "VARIABLE_DEFINITION" for each in directive.locations)


def conflict(schema: Schema, left: TypeRef, right: TypeRef) -> bool:
    """Whether two fields of these types cannot share a response name (GraphQL spec, "SameResponseShape")."""
    while not isinstance(left, type_ref.Named) or not isinstance(right, type_ref.Named):
        if isinstance(left, type_ref.Named) or isinstance(right, type_ref.Named) or type(left) is not type(right):
            return True
        left, right = left.of, right.of
    leaf = not (_composite(schema, left.name) and _composite(schema, right.name))
    return leaf and left.name != right.name


def _composite(schema: Schema, name: str) -> bool:
    definition = schema.types.get(name)
    return definition is not None and definition.composite
