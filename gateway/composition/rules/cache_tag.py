"""@cacheTag: on root query fields and on entities, with a format that can be filled in.

Placeholders are `{$args.name}` on a field and `{$key.name}` on an entity, where the named field must be in every
resolvable `@key`, as any of them may fetch the entity; a path must end at a scalar or an enum.
CACHE_TAG_INVALID_LOCATION, CACHE_TAG_INVALID_FORMAT: these are not Apollo's library's, which leaves it to the router.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphql import FieldNode, SelectionSetNode

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import ROOT_NAMES, Applied, Field, Schema, TypeDefinition, TypeKind
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import List, TypeRef, named, nullable

_PLACEHOLDER = re.compile(r"\{\$(?P<source>\w+)(?P<path>(?:\.\w+)+)\}")
_BRACES = re.compile(r"[{}]")


def check_cache_tags(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for definition in subgraph.schema.types.values():
        for applied in definition.applied(D.CACHE_TAG):
            _Check(subgraph, applied, definition, diagnostics).on_type(definition)
        for field in definition.fields.values():
            for applied in field.applied(D.CACHE_TAG):
                _Check(subgraph, applied, field, diagnostics).on_field(field)


class _Check:
    def __init__(
        self, subgraph: Subgraph, applied: Applied, element: TypeDefinition | Field, diagnostics: Diagnostics
    ) -> None:
        self.subgraph = subgraph
        self.schema = subgraph.schema
        self.element = element
        self.applied = applied
        self.diagnostics = diagnostics

    def on_type(self, definition: TypeDefinition) -> None:
        keys = [key.fields for key in self.subgraph.keys.get(definition.name, ()) if key.resolvable]
        if not keys:
            self._report("LOCATION", f'type "{definition.name}" has no resolvable @key, so is never cached by itself.')
            return
        for path in self._paths("key"):
            for key in keys:
                problem = _key_problem(self.schema, definition, key, path)
                if problem is not None:
                    self._report("FORMAT", f'"{{$key.{".".join(path)}}}": {problem}.')
                    break

    def on_field(self, field: Field) -> None:
        if field.parent != ROOT_NAMES["query"]:
            self._report("LOCATION", f'"{field.coordinate}" is not a field of the query root type.')
            return
        for path in self._paths("args"):
            problem = _argument_problem(self.schema, field, path)
            if problem is not None:
                self._report("FORMAT", f'"{{$args.{".".join(path)}}}": {problem}.')

    def _report(self, what: str, problem: str) -> None:
        message = f"[{self.subgraph.name}] On {self.element.coordinate}, for {self.applied}: {problem}"
        place = Place(self.subgraph.name, self.element.coordinate, self.applied.node)
        self.diagnostics.error(f"CACHE_TAG_INVALID_{what}", message, place)

    def _paths(self, source: str) -> Iterator[list[str]]:
        """The paths of the format's placeholders; what is malformed is reported."""
        text = self.applied.string("format") or ""
        if not text:
            self._report("FORMAT", "the format is empty.")
        if _BRACES.search(_PLACEHOLDER.sub("", text)):
            self._report("FORMAT", f'braces must enclose a placeholder such as "{{${source}.id}}".')
        for match in _PLACEHOLDER.finditer(text):
            if match["source"] == source:
                yield match["path"][1:].split(".")
            else:
                self._report("FORMAT", f'"{match[0]}": only "${source}" can be used here.')


def _key_problem(schema: Schema, parent: TypeDefinition, key: SelectionSetNode, path: list[str]) -> str | None:
    """Why `path` is not a value of `key`."""
    selections: SelectionSetNode | None = key
    definition: TypeDefinition | None = parent
    for index, name in enumerate(path):
        if selections is None or definition is None:
            return f'it goes on below "{path[index - 1]}", which has no fields'
        found = next(
            (node for node in selections.selections if isinstance(node, FieldNode) and node.name.value == name), None
        )
        field = definition.fields.get(name)
        if found is None or field is None:
            return f'"{name}" is not in every resolvable @key of the type'
        if isinstance(nullable(field.type), List):
            return f'"{name}" is a list'
        selections, definition = found.selection_set, schema.types.get(named(field.type))
    return None if selections is None else f'"{path[-1]}" is an object; name one of its fields'


def _argument_problem(schema: Schema, field: Field, path: list[str]) -> str | None:
    """Why `path` is not a value of the arguments of `field`."""
    inputs = field.arguments
    owner = field.coordinate
    ref: TypeRef | None = None
    for name in path:
        if name not in inputs:
            return f'"{owner}" has no {"field" if ref else "argument"} "{name}"'
        ref = inputs[name].type
        if isinstance(nullable(ref), List):
            return f'"{name}" is a list'
        definition = schema.types.get(named(ref))
        owner = named(ref)
        inputs = definition.inputs if definition is not None else {}
    return f'"{path[-1]}" is an object; name one of its fields' if _is_input(schema, owner) else None


def _is_input(schema: Schema, name: str) -> bool:
    definition = schema.types.get(name)
    return definition is not None and definition.kind is TypeKind.INPUT
