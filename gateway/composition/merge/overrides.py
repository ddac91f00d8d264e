"""`@override`: which subgraph gives up a field to which other, and the rules on it.

OVERRIDE_FROM_SELF_ERROR, OVERRIDE_SOURCE_HAS_OVERRIDE, OVERRIDE_ON_INTERFACE, OVERRIDE_LABEL_INVALID,
OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE; an override from an unknown subgraph is only hinted at and ignored.
Without a label the overridden field counts as absent; with one, both resolve and the label decides per request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Field, TypeDefinition, TypeKind
from gateway.federation.subgraph import Subgraph

_CUSTOM_LABEL = re.compile(r"[a-zA-Z][a-zA-Z0-9_\-:./]*")
_PERCENT_LABEL = re.compile(r"percent\((\d{1,2}(\.\d{1,8})?|100)\)")


@dataclass(frozen=True, slots=True)
class Override:
    coordinate: str
    to: str
    source: str
    label: str | None


@dataclass(frozen=True, slots=True)
class Overrides:
    """By coordinate and subgraph; empty for a graph without `@override`."""

    by_target: Mapping[tuple[str, str], Override]
    by_source: Mapping[tuple[str, str], Override]

    def into(self, coordinate: str, subgraph: str) -> Override | None:
        """The override that brings the field to `subgraph`."""
        return self.by_target.get((coordinate, subgraph))

    def out_of(self, coordinate: str, subgraph: str) -> Override | None:
        """The override that takes the field from `subgraph`."""
        return self.by_source.get((coordinate, subgraph))

    def is_moved(self, coordinate: str, subgraph: str) -> bool:
        """Whether `subgraph` no longer resolves the field at all."""
        found = self.out_of(coordinate, subgraph)
        return found is not None and found.label is None


def find_overrides(subgraphs: Sequence[Subgraph], diagnostics: Diagnostics) -> Overrides:
    finder = _Finder(subgraphs, diagnostics)
    by_target: dict[tuple[str, str], Override] = {}
    by_source: dict[tuple[str, str], Override] = {}
    for subgraph, definition, field in _overriding(subgraphs):
        found = finder.read(subgraph, definition, field)
        if found is not None:
            by_target[found.coordinate, found.to] = found
            by_source[found.coordinate, found.source] = found
    return Overrides(by_target, by_source)


def _overriding(subgraphs: Sequence[Subgraph]) -> Iterator[tuple[Subgraph, TypeDefinition, Field]]:
    for subgraph in subgraphs:
        for definition in subgraph.schema.types.values():
            for field in definition.fields.values():
                if field.has(D.OVERRIDE):
                    yield subgraph, definition, field


class _Finder:
    def __init__(self, subgraphs: Sequence[Subgraph], diagnostics: Diagnostics) -> None:
        self.subgraphs = {each.name: each for each in subgraphs}
        self.diagnostics = diagnostics

    def read(self, subgraph: Subgraph, definition: TypeDefinition, field: Field) -> Override | None:
        """The override that `field` makes, if it is a legal one with a source."""
        applied = field.first(D.OVERRIDE)
        assert applied is not None
        here = Place(subgraph.name, field.coordinate, field.node)
        title = f'"{field.coordinate}" on subgraph "{subgraph.name}"'
        if definition.kind is TypeKind.INTERFACE:
            message = f'@override cannot be used on field {title}: "{definition.name}" is an interface type.'
            self.diagnostics.error("OVERRIDE_ON_INTERFACE", message, here)
            return None
        source, label = applied.string("from") or "", applied.string("label")
        if source == subgraph.name:
            message = f"Source and destination subgraphs of the @override of field {title} are the same."
            self.diagnostics.error("OVERRIDE_FROM_SELF_ERROR", message, here)
            return None
        if label is not None and not (_CUSTOM_LABEL.fullmatch(label) or _PERCENT_LABEL.fullmatch(label)):
            message = f'Invalid @override label "{label}" on field {title}.'
            self.diagnostics.error("OVERRIDE_LABEL_INVALID", message, here)
        if self._collides(subgraph, field, here, overriding=True):
            return None
        return self._from(subgraph, field, here, source, label)

    def _from(self, subgraph: Subgraph, field: Field, here: Place, source: str, label: str | None) -> Override | None:
        other = self.subgraphs.get(source)
        if other is None:
            message = f'Source subgraph "{source}" of the @override of field "{field.coordinate}" does not exist.'
            self.diagnostics.hint("FROM_SUBGRAPH_DOES_NOT_EXIST", message, here)
            return None
        definition = other.definition(field.parent)
        taken = definition.fields.get(field.name) if definition is not None else None
        if taken is None:
            message = f'Field "{field.coordinate}" is not in subgraph "{source}" (any more): the @override can go.'
            self.diagnostics.hint("OVERRIDE_DIRECTIVE_CAN_BE_REMOVED", message, here)
            return None
        there = Place(source, taken.coordinate, taken.node)
        if other.is_interface_object(field.parent) or subgraph.is_interface_object(field.parent):
            message = f'@override is not supported on field "{field.coordinate}" of an @interfaceObject type.'
            self.diagnostics.error("OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", message, here, there)
            return None
        if taken.has(D.OVERRIDE):
            message = (
                f'Field "{field.coordinate}" on subgraph "{subgraph.name}" is also marked with @override in '
                f'subgraph "{source}". Only one @override is allowed per field.'
            )
            self.diagnostics.error("OVERRIDE_SOURCE_HAS_OVERRIDE", message, here, there)
            return None
        if self._collides(other, taken, there, overriding=False):
            return None
        self._advise(other, taken, there, label)
        return Override(field.coordinate, subgraph.name, source, label)

    def _collides(self, subgraph: Subgraph, field: Field, place: Place, *, overriding: bool) -> bool:
        colliding = [D.EXTERNAL] if overriding else [D.REQUIRES, D.PROVIDES]
        for directive in colliding:
            if field.has(directive) or (directive is D.EXTERNAL and field.external):
                verb = "is" if overriding else "is overridden and"
                message = (
                    f'@override cannot be combined with @{directive}: field "{field.coordinate}" on subgraph '
                    f'"{subgraph.name}" {verb} marked with @{directive}.'
                )
                self.diagnostics.error("OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", message, place)
                return True
        return False

    def _advise(self, source: Subgraph, taken: Field, there: Place, label: str | None) -> None:
        title = f'Field "{taken.coordinate}" on subgraph "{source.name}"'
        if taken.external:
            message = f"{title} is external: there is nothing to override, so the @override can be removed."
            self.diagnostics.hint("OVERRIDE_DIRECTIVE_CAN_BE_REMOVED", message, there)
        elif label is not None:
            message = f'{title} is currently being migrated with the label "{label}".'
            self.diagnostics.hint("OVERRIDE_MIGRATION_IN_PROGRESS", message, there)
        elif taken.coordinate in source.used_fields:
            message = (
                f"{title} is overridden. It is still used by a federation directive or to satisfy an interface: "
                "consider marking it @external, or removing it along with its uses."
            )
            self.diagnostics.hint("OVERRIDDEN_FIELD_CAN_BE_REMOVED", message, there)
        else:
            message = f"{title} is overridden. Consider removing it."
            self.diagnostics.hint("OVERRIDDEN_FIELD_CAN_BE_REMOVED", message, there)
