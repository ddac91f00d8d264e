"""What a @fromContext selects: one value, of a type that the argument takes, from every type that sets the context.

It is a path of fields, or one such path per type in inline fragments.  Nulls on the way make the value null, so that
the argument must be nullable whatever the fields' types are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphql import FieldNode, InlineFragmentNode, SelectionNode, SelectionSetNode, ValueNode, VariableNode

from gateway.federation.field_set import FieldSetError, parse_field_set
from gateway.federation.model import Field, TypeDefinition, TypeKind
from gateway.federation.selections import TYPENAME
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import List, Named, TypeRef, is_subtype, named, nullable


class _Invalid(Exception):
    """Why a path selects nothing that could be passed on."""


def selection_problems(
    subgraph: Subgraph, setters: Sequence[TypeDefinition], text: str, expected: TypeRef
) -> Iterator[str]:
    """Everything wrong with the selection `text` on each of `setters`, for an argument of type `expected`."""
    try:
        selections = parse_field_set(text)
    except FieldSetError as error:
        yield str(error)
        return
    problem = next(_forbidden(selections), None)
    if problem is not None:
        yield problem
        return
    for setter in setters:
        if subgraph.is_interface_object(setter.name):
            yield f'the context is set by the interface object "{setter.name}", whose type is known elsewhere only'
    nodes = selections.selections
    if all(isinstance(node, InlineFragmentNode) for node in nodes):
        fragments = [node for node in nodes if isinstance(node, InlineFragmentNode)]
        yield from _fragment_problems(subgraph, setters, fragments, expected)
    else:
        for setter in setters:
            yield from _path_problems(subgraph, setter.name, selections, expected)


def _forbidden(selections: SelectionSetNode) -> Iterator[str]:
    for node in selections.selections:
        if node.directives:
            yield "directives are not allowed in the selection"
        if isinstance(node, FieldNode):
            if node.alias is not None:
                yield "aliases are not allowed in the selection"
            if any(_has_variable(each.value) for each in node.arguments or ()):
                yield "variables are not allowed in the selection"
        elif not isinstance(node, InlineFragmentNode):
            yield "fragment spreads are not allowed in the selection"
        below = getattr(node, "selection_set", None)
        if below is not None:
            yield from _forbidden(below)


def _has_variable(value: ValueNode) -> bool:
    inner = (*(getattr(value, "values", None) or ()), *(each.value for each in getattr(value, "fields", None) or ()))
    return isinstance(value, VariableNode) or any(map(_has_variable, inner))


def _fragment_problems(
    subgraph: Subgraph, setters: Sequence[TypeDefinition], fragments: Sequence[InlineFragmentNode], expected: TypeRef
) -> Iterator[str]:
    by_type: dict[str, SelectionSetNode] = {}
    for fragment in fragments:
        condition = fragment.type_condition.name.value if fragment.type_condition else None
        definition = subgraph.definition(condition) if condition else None
        if condition is None or definition is None:
            yield "inline fragments must have type conditions, on types of this subgraph"
        elif definition.kind is not TypeKind.OBJECT:
            yield f'type conditions must be object types, which "{condition}" is not'
        elif condition in by_type:
            yield f'there are several type conditions "{condition}"'
        else:
            by_type[condition] = fragment.selection_set
    used: set[str] = set()
    for setter in setters:
        matching = by_type.keys() & subgraph.schema.possible_types(setter.name)
        used |= matching
        if not matching:
            yield f'no type condition matches the type "{setter.name}", which sets the context'
    for condition, selections in by_type.items():
        if condition in used:
            yield from _path_problems(subgraph, condition, selections, expected)
        else:
            yield f'type condition "{condition}" is never used, as no such object sets the context'


def _path_problems(subgraph: Subgraph, parent: str, selections: SelectionSetNode, expected: TypeRef) -> Iterator[str]:
    try:
        found = _selected_type(subgraph, parent, selections)
    except _Invalid as error:
        yield f'on type "{parent}", {error}'
        return
    if not is_subtype(found, expected, lambda name, of: False):
        yield f'the type of the selection "{found}" (null is always possible) does not match the expected "{expected}"'


def _selected_type(subgraph: Subgraph, parent: str, selections: SelectionSetNode) -> TypeRef:
    """The type of the leaf, in the lists of all fields on the way.  Raises _Invalid."""
    node = _only_field(selections)
    name = node.name.value
    if name == TYPENAME:
        return Named("String")
    definition = subgraph.schema.types[parent]
    field = definition.fields.get(name)
    if field is None:
        raise _Invalid(f'there is no field "{name}" in "{parent}"')
    _check_arguments(field, node)
    target = subgraph.definition(named(field.type))
    composite = target is not None and target.composite
    if node.selection_set is None:
        if composite:
            raise _Invalid(f'field "{field.coordinate}" of type "{field.type}" needs a selection')
        return _without_non_null(field.type, Named(named(field.type)))
    if not composite:
        raise _Invalid(f'field "{field.coordinate}" of type "{field.type}" has no fields to select')
    return _without_non_null(field.type, _selected_type(subgraph, named(field.type), node.selection_set))


def _only_field(selections: SelectionSetNode) -> FieldNode:
    nodes: tuple[SelectionNode, ...] = selections.selections
    if len(nodes) > 1:
        raise _Invalid("multiple selections are made, but an argument takes one value")
    if not isinstance(nodes[0], FieldNode):
        raise _Invalid("fragments are allowed only around the whole selection")
    return nodes[0]


def _check_arguments(field: Field, node: FieldNode) -> None:
    given = {each.name.value for each in node.arguments or ()}
    unknown = sorted(given - field.arguments.keys())
    if unknown:
        raise _Invalid(f'"{field.coordinate}" has no argument named "{unknown[0]}"')
    for argument in field.arguments.values():
        if argument.required and argument.name not in given:
            raise _Invalid(f'the required argument "{argument.coordinate}" has no value')


def _without_non_null(wrapping: TypeRef, inner: TypeRef) -> TypeRef:
    """`inner` in the lists of `wrapping`."""
    bare = nullable(wrapping)
    return List(_without_non_null(bare.of, inner)) if isinstance(bare, List) else inner
