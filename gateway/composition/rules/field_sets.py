"""What is common to the field sets of @key, @requires and @provides: a string, a selection, of fields that exist.

`check_field_set` reports everything wrong with the text itself under the codes of its directive, and returns the
parsed selection when there is one, so that the rule of the directive can go on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import FieldNode, InlineFragmentNode, SelectionSetNode

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.directives import FederationDirective
from gateway.federation.field_set import FieldSetError, parse_field_set
from gateway.federation.model import Applied, Field, TypeKind
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import named

TYPENAME = "__typename"


@dataclass(frozen=True, slots=True)
class FieldSetCheck:
    """One application of a directive with `fields:`; `title` begins every message about it."""

    subgraph: Subgraph
    directive: FederationDirective
    applied: Applied
    on: str
    coordinate: str
    diagnostics: Diagnostics

    @property
    def title(self) -> str:
        return f"[{self.subgraph.name}] On {self.on}, for {Applied(self.directive.value, self.applied.arguments)}"

    def report(self, suffix: str, problem: str) -> None:
        """`suffix` completes the code: KEY_INVALID_FIELDS."""
        code = f"{self.directive.upper()}_{suffix}"
        place = Place(self.subgraph.name, self.coordinate, self.applied.node)
        self.diagnostics.error(code, f"{self.title}: {problem}", place)

    def selections(self, parent: str) -> SelectionSetNode | None:
        """The checked selection on `parent`; None when it cannot even be parsed."""
        text = self.applied.string("fields")
        if text is None:
            self.report("INVALID_FIELDS_TYPE", 'Invalid value for argument "fields": must be a string.')
            return None
        try:
            parsed = parse_field_set(text)
        except FieldSetError as error:
            self.report("INVALID_FIELDS", f"{error}.")
            return None
        return parsed if self._valid(parent, parsed) else None

    def _valid(self, parent: str, selections: SelectionSetNode) -> bool:
        problems = list(self._problems(parent, selections))
        for suffix, problem in problems:
            self.report(suffix, problem)
        return all(suffix == "DIRECTIVE_IN_FIELDS_ARG" for suffix, _ in problems)

    def _problems(self, parent: str, selections: SelectionSetNode) -> Iterator[tuple[str, str]]:
        for node in selections.selections:
            for directive in node.directives or ():
                name = directive.name.value
                problem = (
                    f"cannot have directive applications in the @{self.directive}(fields:) argument but found @{name}."
                )
                yield "DIRECTIVE_IN_FIELDS_ARG", problem
            if isinstance(node, FieldNode):
                yield from self._field_problems(parent, node)
            elif isinstance(node, InlineFragmentNode):
                yield from self._fragment_problems(parent, node)
            else:
                yield "INVALID_FIELDS", "it cannot use named fragments."

    def _fragment_problems(self, parent: str, node: InlineFragmentNode) -> Iterator[tuple[str, str]]:
        schema = self.subgraph.schema
        condition = node.type_condition.name.value if node.type_condition else parent
        definition = schema.types.get(condition)
        if definition is None or not definition.composite:
            yield "INVALID_FIELDS", f'type condition "{condition}" is not a type with fields in this subgraph.'
        elif not schema.possible_types(condition) & schema.possible_types(parent):
            yield "INVALID_FIELDS", f'type "{parent}" can never be a "{condition}".'
        else:
            yield from self._problems(condition, node.selection_set)

    def _field_problems(self, parent: str, node: FieldNode) -> Iterator[tuple[str, str]]:
        name = node.name.value
        if node.alias is not None:
            yield (
                "INVALID_FIELDS",
                f'Cannot use alias "{node.alias.value}": @{self.directive} does not support aliases.',
            )
        if name == TYPENAME:
            return
        field = self.subgraph.schema.types[parent].fields.get(name)
        if field is None:
            why = "if the field is defined in another subgraph, you need to add it to this subgraph with @external"
            yield "INVALID_FIELDS", f'Cannot query field "{name}" on type "{parent}" ({why}).'
            return
        yield from self._argument_problems(field, node)
        target = named(field.type)
        definition = self.subgraph.schema.types.get(target)
        composite = definition is not None and definition.composite
        if composite and node.selection_set is None:
            problem = f'field "{field.coordinate}" of type "{field.type}" needs a selection: write `{name} {{ ... }}`.'
            yield "INVALID_FIELDS", problem
        elif not composite and node.selection_set is not None:
            yield "INVALID_FIELDS", f'field "{field.coordinate}" of type "{field.type}" has no fields to select.'
        elif node.selection_set is not None:
            yield from self._problems(target, node.selection_set)

    def _argument_problems(self, field: Field, node: FieldNode) -> Iterator[tuple[str, str]]:
        if self.directive is not FederationDirective.REQUIRES:
            if field.arguments:
                why = f"fields with arguments are not allowed in @{self.directive}"
                yield (
                    "FIELDS_HAS_ARGS",
                    f'field "{field.coordinate}" cannot be included because it has arguments ({why}).',
                )
            return
        given = {argument.name.value for argument in node.arguments or ()}
        for name in given - field.arguments.keys():
            yield "INVALID_FIELDS", f'"{field.coordinate}" has no argument named "{name}".'
        for argument in field.arguments.values():
            if argument.required and argument.name not in given:
                problem = f'Missing mandatory value for argument "{argument.name}" of field "{field.coordinate}".'
                yield "INVALID_FIELDS", problem


def check_external(check: FieldSetCheck, parent: str, selections: SelectionSetNode, suffix: str) -> None:
    """Each leaf of a @requires or @provides must be external, itself or through a field above it."""
    for node in selections.selections:
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition.name.value if node.type_condition else parent
            check_external(check, condition, node.selection_set, suffix)
        elif isinstance(node, FieldNode) and node.name.value != TYPENAME:
            field = check.subgraph.schema.types[parent].fields[node.name.value]
            if _is_external(check.subgraph, field):
                continue
            if node.selection_set is not None:
                check_external(check, named(field.type), node.selection_set, suffix)
            else:
                problem = (
                    f'field "{field.coordinate}" should not be part of a @{check.directive} since it is already '
                    "provided by this subgraph (it is not marked @external)"
                )
                check.report(suffix, problem)


def _is_external(subgraph: Subgraph, field: Field) -> bool:
    """An interface's field counts as external when some implementation's is."""
    if field.external:
        return True
    schema = subgraph.schema
    if schema.types[field.parent].kind is not TypeKind.INTERFACE:
        return False
    implementations = (schema.types[name].fields.get(field.name) for name in schema.possible_types(field.parent))
    return any(each is not None and each.external for each in implementations)
