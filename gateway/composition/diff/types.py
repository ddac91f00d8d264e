"""Types: whether they are there and of which kind, and what each kind is made of."""

from __future__ import annotations

from gateway.composition.diff.change import Level
from gateway.composition.diff.comparison import Comparison, compare
from gateway.composition.diff.fields import compare_fields
from gateway.composition.diff.inputs import compare_input_values
from gateway.composition.diff.notes import compare_notes, directive
from gateway.federation.model import EnumValue, TypeDefinition, TypeKind


def compare_types(comparison: Comparison) -> None:
    """Every type of both schemas."""
    rules = TypeRules(comparison)
    compare(comparison.old.types, comparison.new.types, removed=rules.removed, added=rules.added, both=rules.both)


class TypeRules:
    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.usage = comparison.usage

    def _add(self, level: Level, code: str, old: str, message: str, reason: str, *, at: str | None = None) -> None:
        self.comparison.add(level, code, at or old, message, reason, owner=old)

    def removed(self, old: TypeDefinition) -> None:
        message = f"{_kind(old)} {old.name} was removed."
        reason = "Operations that name it, or select what returns or takes it, are refused."
        self._add(Level.BREAKING, "TYPE_REMOVED", old.name, message, reason)

    def added(self, new: TypeDefinition) -> None:
        self.comparison.safe("TYPE_ADDED", new.name, f"{_kind(new)} {new.name} was added.", "Nobody asks for it yet.")
        self._implements(None, new)

    def both(self, old: TypeDefinition, new: TypeDefinition) -> None:
        compare_notes(self.comparison, old, new)
        if old.kind is not new.kind:
            message = f"{old.name} was {_article(old)} and is {_article(new)} now."
            reason = "Operations use the two kinds in different ways."
            self._add(Level.BREAKING, "TYPE_KIND_CHANGED", old.name, message, reason)
            return
        self._implements(old, new)
        compare_fields(self.comparison, old, new)
        constant = old.name not in self.usage.variables
        compare_input_values(self.comparison, old.inputs, new.inputs, old.name, constant=constant)
        self._one_of(old, new)
        self._specification(old, new)
        self._members(old, new)
        compare(
            old.values,
            new.values,
            removed=self._value_removed,
            added=self._value_added,
            both=lambda before, after: compare_notes(self.comparison, before, after),
        )

    def _implements(self, old: TypeDefinition | None, new: TypeDefinition) -> None:
        before = old.interfaces if old else ()
        concrete = new.kind is TypeKind.OBJECT
        for name in before:
            if name in new.interfaces:
                continue
            message = f"{new.name} does not implement {name} any more."
            if concrete:
                reason = "Operations with fragments that lead from one to the other are refused."
                self._add(Level.BREAKING, "IMPLEMENTATION_REMOVED", new.name, message, reason)
            else:
                reason = "Which objects come where is decided by what they implement themselves."
                self.comparison.safe("IMPLEMENTATION_REMOVED", new.name, message, reason)
        for name in new.interfaces:
            if name in before:
                continue
            message = f"{new.name} implements {name} now."
            if concrete and name in self.usage.reached:
                reason = f"It can come where {name} is selected and nobody expected it."
                self.comparison.add(Level.DANGEROUS, "IMPLEMENTATION_ADDED", new.name, message, reason, owner=name)
            else:
                reason = "No operation meets it there."
                self.comparison.safe("IMPLEMENTATION_ADDED", new.name, message, reason)

    def _members(self, old: TypeDefinition, new: TypeDefinition) -> None:
        for name in old.members:
            if name not in new.members:
                message = f"{name} was removed from union {old.name}."
                reason = "Operations with fragments on it are refused."
                self._add(Level.BREAKING, "UNION_MEMBER_REMOVED", old.name, message, reason)
        for name in new.members:
            if name not in old.members:
                message = f"{name} was added to union {old.name}."
                reason = "It can come where nobody expected it."
                self._add(Level.DANGEROUS, "UNION_MEMBER_ADDED", old.name, message, reason)

    def _value_removed(self, value: EnumValue) -> None:
        message = f"Value {value.coordinate} was removed."
        if value.parent in self.usage.inputs:
            reason = "Operations that give it are refused."
            self._add(Level.BREAKING, "ENUM_VALUE_REMOVED", value.parent, message, reason, at=value.coordinate)
        else:
            reason = "It does not come any more."
            self._add(Level.DANGEROUS, "ENUM_VALUE_REMOVED", value.parent, message, reason, at=value.coordinate)

    def _value_added(self, value: EnumValue) -> None:
        message = f"Value {value.coordinate} was added."
        if value.parent in self.usage.outputs:
            reason = "It can come where nobody expected it."
            self._add(Level.DANGEROUS, "ENUM_VALUE_ADDED", value.parent, message, reason, at=value.coordinate)
        else:
            self.comparison.safe(
                "ENUM_VALUE_ADDED", value.coordinate, message, "Nobody gives it yet, and it never comes."
            )

    def _one_of(self, old: TypeDefinition, new: TypeDefinition) -> None:
        before, after = directive(old, "oneOf"), directive(new, "oneOf")
        if after and not before:
            message = f"Input {new.name} takes exactly one field now (@oneOf)."
            reason = "Operations that give none or several are refused."
            self._add(Level.BREAKING, "ONE_OF_ADDED", new.name, message, reason)
        elif before and not after:
            message = f"Input {new.name} takes any of its fields now (no @oneOf)."
            self.comparison.safe("ONE_OF_REMOVED", new.name, message, "It takes whatever it took before.")

    def _specification(self, old: TypeDefinition, new: TypeDefinition) -> None:
        before, after = directive(old, "specifiedBy"), directive(new, "specifiedBy")
        urls = before and before.string("url"), after and after.string("url")
        if urls[0] == urls[1]:
            return
        message = (
            f"The specification of {new.name} is {urls[1] or 'not said any more'}; it was {urls[0] or 'not said'}."
        )
        if urls[0] and urls[1]:
            reason = "Its values may be written in another way."
            self._add(Level.DANGEROUS, "SPECIFICATION_CHANGED", new.name, message, reason)
        else:
            self.comparison.safe("SPECIFICATION_CHANGED", new.name, message, "It is for people.")


def _kind(definition: TypeDefinition) -> str:
    return {TypeKind.OBJECT: "Type"}.get(definition.kind, definition.kind.value.capitalize())


def _article(definition: TypeDefinition) -> str:
    word = {TypeKind.OBJECT: "object type", TypeKind.INPUT: "input type"}.get(definition.kind, definition.kind.value)
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
