"""Fields of objects and interfaces: whether they are there, what they return, what they take."""

from __future__ import annotations

from gateway.composition.diff.change import Level
from gateway.composition.diff.comparison import Comparison, compare
from gateway.composition.diff.inputs import compare_input_values
from gateway.composition.diff.notes import compare_notes, reason_of
from gateway.composition.diff.usage import conflict
from gateway.federation.model import Field, TypeDefinition
from gateway.federation.type_ref import is_subtype, named


def compare_fields(comparison: Comparison, old: TypeDefinition, new: TypeDefinition) -> None:
    """The fields of one type in both schemas."""
    rules = FieldRules(comparison, old.name)
    compare(old.fields, new.fields, removed=rules.removed, added=rules.added, both=rules.both)


class FieldRules:
    def __init__(self, comparison: Comparison, owner: str) -> None:
        self.comparison = comparison
        self.owner = owner

    def removed(self, field: Field) -> None:
        was = "Field" if reason_of(field) is None else "Deprecated field"
        self._add(
            "FIELD_REMOVED", field, f"{was} {field.coordinate} was removed.", "Operations that select it are refused."
        )

    def added(self, field: Field) -> None:
        message = f"Field {field.coordinate}: {field.type} was added."
        self.comparison.safe("FIELD_ADDED", field.coordinate, message, "Nobody selects it yet.")

    def both(self, old: Field, new: Field) -> None:
        self._type(old, new)
        compare_input_values(self.comparison, old.arguments, new.arguments, self.owner)
        compare_notes(self.comparison, old, new)

    def _type(self, old: Field, new: Field) -> None:
        if old.type == new.type:
            return
        message = f"The type of {new.coordinate} changed from {old.type} to {new.type}."
        reason = self._refusal(old, new) or self._conflict(old, new)
        if reason is None:
            reason = "What it returns now, it could return before."
            self.comparison.safe("FIELD_TYPE_CHANGED", new.coordinate, message, reason)
        else:
            self._add("FIELD_TYPE_CHANGED", new, message, reason)

    def _refusal(self, old: Field, new: Field) -> str | None:
        """Why operations on the old type fail with the new one, if they do."""
        if is_subtype(new.type, old.type, self._same_values):
            return None
        if named(old.type) != named(new.type):
            return "What is selected of it, or what comes, is of another type."
        if is_subtype(old.type, new.type, lambda name, of: False):
            return "Null can come where the old schema ruled it out."
        return "A list comes in place of a value, or a value in place of a list."

    def _same_values(self, name: str, of: str) -> bool:
        """Whether a field of type `of` can be of type `name` and no selection of it notices."""
        old, new = self.comparison.old, self.comparison.new
        return new.is_named_subtype(name, of) and of in old.types and old.possible_types(of) == new.possible_types(name)

    def _conflict(self, old: Field, new: Field) -> str | None:
        """A field that could share a response name with this one, and cannot with the new one."""
        for name in sorted(self.comparison.usage.beside(self.owner)):
            before = self.comparison.old.types[name].fields.get(old.name)
            after = self.comparison.new.types[name].fields.get(old.name) if name in self.comparison.new.types else None
            if before is None or after is None or conflict(self.comparison.old, old.type, before.type):
                continue
            if conflict(self.comparison.new, new.type, after.type):
                return (
                    f"Operations that select it beside {after.coordinate}: {after.type} are refused: two types under "
                    "one name in the response."
                )
        return None

    def _add(self, code: str, field: Field, message: str, reason: str) -> None:
        self.comparison.add(Level.BREAKING, code, field.coordinate, message, reason, owner=self.owner)
