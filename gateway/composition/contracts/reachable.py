"""The types that an operation can reach: from the root types along what clients see.

An object leads to its interfaces and an interface to its implementations, since fragments go both ways.  Fragments also
lead from an object to a union that nothing returns; that is a way for operations, but no reason to show the union.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gateway.federation.api_schema import EXECUTABLE_LOCATIONS
from gateway.federation.model import DirectiveDefinition, Placed, Schema, TypeDefinition, TypeKind
from gateway.federation.type_ref import named


def reachable_types(
    schema: Schema, is_hidden: Callable[[Placed], bool], *, into_unions: bool = False
) -> frozenset[str]:
    """Names of the visible types that are reached, the root types among them.

    Args:
        into_unions: whether the unions of a reached object are reached.
    """
    reached: set[str] = set()
    waiting = [*schema.roots.values(), *_used_by_directives(schema)]
    while waiting:
        definition = schema.types.get(waiting.pop())
        if definition is None or definition.name in reached or is_hidden(definition):
            continue
        reached.add(definition.name)
        waiting += _neighbours(schema, definition, is_hidden)
        if into_unions:
            waiting += (each.name for each in schema.types.values() if definition.name in each.members)
    return frozenset(reached)


def _neighbours(schema: Schema, definition: TypeDefinition, is_hidden: Callable[[Placed], bool]) -> Iterator[str]:
    for field in definition.fields.values():
        if not is_hidden(field):
            yield named(field.type)
            yield from (named(each.type) for each in field.arguments.values() if not is_hidden(each))
    yield from (named(each.type) for each in definition.inputs.values() if not is_hidden(each))
    yield from definition.interfaces
    if definition.kind is TypeKind.INTERFACE:
        yield from (each.name for each in schema.types.values() if definition.name in each.interfaces)
    yield from definition.members


def _used_by_directives(schema: Schema) -> Iterator[str]:
    for directive in schema.directive_definitions.values():
        if is_executable(directive):
            yield from (named(argument.type) for argument in directive.arguments.values())


def is_executable(directive: DirectiveDefinition) -> bool:
    """Whether clients may write the directive in operations."""
    return any(location in EXECUTABLE_LOCATIONS for location in directive.locations)
