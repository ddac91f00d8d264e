"""Arguments and input fields: what an operation writes, and what it may leave out."""

from __future__ import annotations

from collections.abc import Mapping

from graphql import print_ast

from gateway.composition.diff.change import Level
from gateway.composition.diff.comparison import Comparison, compare
from gateway.composition.diff.literals import level_for_literals
from gateway.composition.diff.notes import compare_notes
from gateway.federation.model import InputValue
from gateway.federation.type_ref import NonNull, is_subtype

_LITERALS = {
    Level.SAFE: "It takes every literal that it took before, and no variable can stand there.",
    Level.DANGEROUS: "Only who implements the scalar knows whether it takes the old literals.",
    Level.BREAKING: "Values of the old type are refused.",
}


def compare_input_values(
    comparison: Comparison,
    old: Mapping[str, InputValue],
    new: Mapping[str, InputValue],
    owner: str | None,
    *,
    constant: bool = False,
) -> None:
    """The arguments of one field or directive, or the fields of one input type.

    Args:
        owner: as in `Comparison.add`; None for what operations always reach.
        constant: whether operations can give literals only.
    """
    rules = InputRules(comparison, owner, constant)
    compare(old, new, removed=rules.removed, added=rules.added, both=rules.both)


class InputRules:
    def __init__(self, comparison: Comparison, owner: str | None, constant: bool) -> None:
        self.comparison = comparison
        self.owner = owner
        self.constant = constant

    def add(self, level: Level, code: str, value: InputValue, message: str, reason: str) -> None:
        self.comparison.add(level, code, value.coordinate, message, reason, owner=self.owner)

    def removed(self, value: InputValue) -> None:
        code = "ARGUMENT_REMOVED" if value.argument else "INPUT_FIELD_REMOVED"
        message = f"{_what(value)} {value.coordinate} was removed."
        self.add(Level.BREAKING, code, value, message, "Operations that give it are refused.")

    def added(self, value: InputValue) -> None:
        kind = "ARGUMENT_ADDED" if value.argument else "INPUT_FIELD_ADDED"
        if value.required:
            message = f"Required {_what(value).lower()} {value.coordinate}: {value.type} was added."
            self.add(Level.BREAKING, f"REQUIRED_{kind}", value, message, "Operations do not give it.")
        else:
            message = f"{_what(value)} {value.coordinate}: {value.type} was added."
            self.comparison.safe(kind, value.coordinate, message, "It may be left out.")

    def both(self, old: InputValue, new: InputValue) -> None:
        self._type(old, new)
        self._default(old, new)
        compare_notes(self.comparison, old, new)

    def _type(self, old: InputValue, new: InputValue) -> None:
        if old.type == new.type:
            return
        code = "ARGUMENT_TYPE_CHANGED" if new.argument else "INPUT_FIELD_TYPE_CHANGED"
        message = f"The type of {new.coordinate} changed from {old.type} to {new.type}."
        if is_subtype(old.type, new.type, lambda name, of: False):
            self.comparison.safe(code, new.coordinate, message, "It takes whatever it took before.")
        elif is_subtype(new.type, old.type, lambda name, of: False):
            self.add(Level.BREAKING, code, new, message, "Operations may give null, or nothing, where it takes none.")
        elif self.constant:
            level = level_for_literals(self.comparison.new, old.type, new.type)
            self.add(level, code, new, message, _LITERALS[level])
        else:
            reason = "Values and variables of the old type are refused."
            self.add(Level.BREAKING, code, new, message, reason)

    def _default(self, old: InputValue, new: InputValue) -> None:
        before, after = _text(old), _text(new)
        if before == after:
            return
        kind = "ARGUMENT" if new.argument else "INPUT_FIELD"
        if after is None:
            message = f"The default value {before} of {new.coordinate} was removed."
            if isinstance(new.type, NonNull):
                reason = "Operations that leave it out are refused."
                self.add(Level.BREAKING, f"{kind}_DEFAULT_REMOVED", new, message, reason)
            else:
                reason = "Operations that leave it out mean something else."
                self.add(Level.DANGEROUS, f"{kind}_DEFAULT_REMOVED", new, message, reason)
        elif before is None:
            message = f"{new.coordinate} has the default value {after} now."
            if isinstance(old.type, NonNull):
                self.comparison.safe(f"{kind}_DEFAULT_ADDED", new.coordinate, message, "No operation left it out.")
            else:
                reason = "Operations that leave it out mean something else."
                self.add(Level.DANGEROUS, f"{kind}_DEFAULT_ADDED", new, message, reason)
        else:
            message = f"The default value of {new.coordinate} changed from {before} to {after}."
            reason = "Operations that leave it out mean something else."
            self.add(Level.DANGEROUS, f"{kind}_DEFAULT_CHANGED", new, message, reason)


def _what(value: InputValue) -> str:
    return "Argument" if value.argument else "Input field"


def _text(value: InputValue) -> str | None:
    return None if value.default is None else print_ast(value.default)
