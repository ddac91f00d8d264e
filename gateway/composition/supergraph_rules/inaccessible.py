"""@inaccessible hides parts of the supergraph from clients; what remains must be a schema (inaccessible spec v0.2).

QUERY_ROOT_TYPE_INACCESSIBLE, REFERENCED_INACCESSIBLE, ONLY_INACCESSIBLE_CHILDREN, REQUIRED_INACCESSIBLE,
IMPLEMENTED_BY_INACCESSIBLE, DEFAULT_VALUE_USES_INACCESSIBLE, DISALLOWED_INACCESSIBLE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from graphql import ConstListValueNode, ConstObjectValueNode, ConstValueNode, EnumValueNode

from gateway.composition.diagnostics import Place
from gateway.composition.merge.context import MergeContext
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import (
    Element,
    EnumValue,
    Field,
    InputValue,
    Placed,
    Schema,
    TypeDefinition,
    TypeKind,
)
from gateway.federation.type_ref import List, TypeRef, named, nullable

Report = Callable[[str, str, str], None]
"""Code, message, and the coordinate of what is hidden or left without visible parts."""


def check_inaccessible(schema: Schema, context: MergeContext) -> None:
    if not any(applied.directive is D.INACCESSIBLE for _, applied in schema.applications()):
        return

    def report(code: str, message: str, coordinate: str) -> None:
        places = [*_places(context, coordinate)] or context.declarations(coordinate)
        context.diagnostics.error(code, message, *places)

    for name in context.composed:
        for argument in schema.directive_definitions[name].arguments.values():
            if _hidden(argument):
                message = f'"{argument.coordinate}" is of a linked specification, which cannot use @inaccessible.'
                report("DISALLOWED_INACCESSIBLE", message, argument.coordinate)
    check_visible(schema, report)


def check_visible(schema: Schema, report: Report) -> None:
    """The rules themselves, for any schema with @inaccessible elements."""
    _Checker(schema, report).check()


def _places(context: MergeContext, coordinate: str) -> Iterator[Place]:
    """Where the subgraphs hide what has this coordinate."""
    for subgraph in context.subgraphs:
        for found, applied in subgraph.schema.applications():
            if found == coordinate and applied.directive is D.INACCESSIBLE:
                yield Place(subgraph.name, coordinate, applied.node)


def _hidden(element: Element) -> bool:
    return element.has(D.INACCESSIBLE)


class _Checker:
    def __init__(self, schema: Schema, report: Report) -> None:
        self.schema = schema
        self.report = report

    def check(self) -> None:
        """Composed directives count as seen by clients: their arguments must make sense to whoever reads them."""
        query = self.schema.types[self.schema.roots["query"]]
        if _hidden(query):
            message = (
                f'Type "{query.name}" is @inaccessible but is the query root type, which must be in the API schema.'
            )
            self.report("QUERY_ROOT_TYPE_INACCESSIBLE", message, query.name)
        for definition in self.schema.types.values():
            if not _hidden(definition):
                self._check_type(definition)
        for directive in self.schema.directive_definitions.values():
            for argument in directive.arguments.values():
                self._check_input(argument, "argument of its directive")

    def _check_type(self, definition: TypeDefinition) -> None:
        self._check_children(definition)
        for field in definition.fields.values():
            if not _hidden(field):
                self._check_reference(field, field.type)
                for argument in field.arguments.values():
                    self._check_input(argument, "argument of its field")
        for value in definition.inputs.values():
            self._check_input(value, "input field of its type")
        for interface in definition.interfaces:
            if not _hidden(self.schema.types[interface]):
                self._check_implementation(definition, self.schema.types[interface])

    def _check_reference(self, element: Placed, ref: TypeRef) -> None:
        target = self.schema.types.get(named(ref))
        if target is not None and _hidden(target):
            message = (
                f'Type "{target.name}" is @inaccessible but is referenced by "{element.coordinate}", which is in '
                "the API schema."
            )
            self.report("REFERENCED_INACCESSIBLE", message, target.name)

    def _check_input(self, value: InputValue, what: str) -> None:
        if _hidden(value):
            if value.required:
                title = "Argument" if value.argument else "Input field"
                message = f'{title} "{value.coordinate}" is @inaccessible but is a required {what}.'
                self.report("REQUIRED_INACCESSIBLE", message, value.coordinate)
            return
        self._check_reference(value, value.type)
        if value.default is not None:
            for kind, used in self._hidden_in(value.default, value.type):
                message = (
                    f'{kind} "{used.coordinate}" is @inaccessible but is used in the default value of '
                    f'"{value.coordinate}", which is in the API schema.'
                )
                self.report("DEFAULT_VALUE_USES_INACCESSIBLE", message, used.coordinate)

    def _hidden_in(self, value: ConstValueNode, ref: TypeRef) -> Iterator[tuple[str, EnumValue | InputValue]]:
        """Enum values and input fields that the default uses and clients do not see."""
        inner = nullable(ref)
        if isinstance(inner, List):
            for each in value.values if isinstance(value, ConstListValueNode) else (value,):
                yield from self._hidden_in(each, inner.of)
            return
        definition = self.schema.types.get(inner.name)
        if definition is None:
            return
        if isinstance(value, EnumValueNode) and value.value in definition.values:
            if _hidden(definition.values[value.value]):
                yield "Enum value", definition.values[value.value]
        elif isinstance(value, ConstObjectValueNode):
            for entry in value.fields or ():
                field = definition.inputs.get(entry.name.value)
                if field is not None and _hidden(field):
                    yield "Input field", field
                elif field is not None:
                    yield from self._hidden_in(entry.value, field.type)

    def _check_children(self, definition: TypeDefinition) -> None:
        parts: dict[str, Mapping[str, Element]] = {
            "fields": definition.fields,
            "values": definition.values,
            "input fields": definition.inputs,
        }
        if definition.kind is TypeKind.UNION:
            parts["members"] = {name: self.schema.types[name] for name in definition.members}
        for what, elements in parts.items():
            if elements and all(_hidden(each) for each in elements.values()):
                message = f'Type "{definition.name}" is in the API schema but all of its {what} are @inaccessible.'
                self.report("ONLY_INACCESSIBLE_CHILDREN", message, definition.name)

    def _check_implementation(self, definition: TypeDefinition, interface: TypeDefinition) -> None:
        for name, expected in interface.fields.items():
            field = definition.fields.get(name)
            if field is None or _hidden(expected):
                continue
            if _hidden(field):
                message = (
                    f'Field "{field.coordinate}" is @inaccessible but implements the interface field '
                    f'"{expected.coordinate}", which is in the API schema.'
                )
                self.report("IMPLEMENTED_BY_INACCESSIBLE", message, field.coordinate)
            else:
                self._check_arguments(field, expected)

    def _check_arguments(self, field: Field, expected: Field) -> None:
        for name, argument in field.arguments.items():
            wanted = expected.arguments.get(name)
            if _hidden(argument) and wanted is not None and not _hidden(wanted):
                message = (
                    f'Argument "{argument.coordinate}" is @inaccessible but implements the interface argument '
                    f'"{wanted.coordinate}", which is in the API schema.'
                )
                self.report("IMPLEMENTED_BY_INACCESSIBLE", message, argument.coordinate)
