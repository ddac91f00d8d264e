"""@fromContext: on nullable arguments of entities' fields, reading a context that the same subgraph sets.

CONTEXT_NOT_SET (also for where it may not stand at all), NO_CONTEXT_IN_SELECTION, CONTEXT_NO_RESOLVABLE_KEY; what is
selected is judged by `context_selection`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import StringValueNode

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.rules.context_selection import selection_problems
from gateway.federation.context import parse_context_value
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Applied, Field, InputValue, TypeDefinition, TypeKind
from gateway.federation.subgraph import Subgraph

Setters = Mapping[str, Sequence[TypeDefinition]]
"""By name of the context, the types that set it."""


def check_from_context(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    _check_directive_definitions(subgraph, diagnostics)
    setters = _setters(subgraph)
    for definition in subgraph.schema.types.values():
        for field in definition.fields.values():
            for argument in field.arguments.values():
                applied = argument.first(D.FROM_CONTEXT)
                if applied is not None:
                    _Check(subgraph, definition, field, argument, applied, diagnostics).run(setters)


def _setters(subgraph: Subgraph) -> Setters:
    found: dict[str, list[TypeDefinition]] = {}
    for definition in subgraph.schema.types.values():
        for name in dict.fromkeys(each.string("name") or "" for each in definition.applied(D.CONTEXT)):
            found.setdefault(name, []).append(definition)
    return found


def _check_directive_definitions(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for definition in subgraph.schema.directive_definitions.values():
        for argument in definition.arguments.values():
            if argument.has(D.FROM_CONTEXT):
                where = argument.coordinate
                message = (
                    f'[{subgraph.name}] @fromContext argument cannot be used on a directive definition: "{where}".'
                )
                diagnostics.error(
                    "CONTEXT_NOT_SET",
                    message,
                    Place(subgraph.name, where, argument.node),
                    advice="Remove the @fromContext: only arguments of fields can be set from a context.",
                )


@dataclass(frozen=True, slots=True)
class _Check:
    """One use of @fromContext."""

    subgraph: Subgraph
    definition: TypeDefinition
    field: Field
    argument: InputValue
    applied: Applied
    diagnostics: Diagnostics

    def run(self, setters: Setters) -> None:
        self._check_place()
        value = self.applied.arguments.get("field")
        text = value.value if isinstance(value, StringValueNode) else ""
        parsed = parse_context_value(text)
        if parsed is None:
            self._report("NO_CONTEXT_IN_SELECTION", f'@fromContext argument does not reference a context: "{text}".')
        elif parsed.context not in setters:
            self._report("CONTEXT_NOT_SET", f'Context "{parsed.context}" is used at "{self._at}" but is never set.')
        else:
            title = f'Context "{parsed.context}" is used in "{self._at}" but the selection is invalid'
            types = setters[parsed.context]
            for problem in selection_problems(self.subgraph, types, parsed.selection, self.argument.type):
                self._report("CONTEXT_INVALID_SELECTION", f"{title}: {problem}.")

    @property
    def _at(self) -> str:
        return self.argument.coordinate

    def _report(self, code: str, problem: str, *, advice: str | None = None) -> None:
        place = Place(self.subgraph.name, self._at, self.argument.node)
        self.diagnostics.error(code, f"[{self.subgraph.name}] {problem}", place, advice=advice)

    def _check_place(self) -> None:
        if self.argument.default is not None:
            problem = f'@fromContext arguments may not have a default value: "{self._at}".'
            self._report("CONTEXT_NOT_SET", problem, advice="Remove the default: the context gives the value.")
        if self.definition.kind is TypeKind.INTERFACE:
            problem = f'@fromContext cannot be used on a field of an interface: "{self._at}".'
            self._report("CONTEXT_NOT_SET", problem, advice="Put it on fields of object types.")
        for name in self.definition.interfaces:
            interface = self.subgraph.definition(name)
            if interface is not None and self.field.name in interface.fields:
                problem = (
                    f'@fromContext cannot be used on "{self._at}", whose field implements the interface field '
                    f'"{name}.{self.field.name}".'
                )
                self._report("CONTEXT_NOT_SET", problem, advice="Take the field out of the interface.")
        keys = self.subgraph.keys.get(self.definition.name, ())
        if self.definition.kind is not TypeKind.INTERFACE and not any(key.resolvable for key in keys):
            problem = (
                f'Object "{self.definition.name}" has no resolvable key but has a field with a contextual argument.'
            )
            self._report("CONTEXT_NO_RESOLVABLE_KEY", problem)
