"""What operations begin with: the root types, and the directives that clients may write."""

from __future__ import annotations

from gateway.composition.contracts.reachable import is_executable
from gateway.composition.diff.change import Level
from gateway.composition.diff.comparison import Comparison, compare
from gateway.composition.diff.inputs import compare_input_values
from gateway.composition.diff.notes import compare_notes
from gateway.composition.diff.usage import takes_variables
from gateway.federation.api_schema import EXECUTABLE_LOCATIONS
from gateway.federation.model import ROOT_NAMES, DirectiveDefinition


def compare_roots(comparison: Comparison) -> None:
    for kind in ROOT_NAMES:
        before, after = comparison.old.roots.get(kind), comparison.new.roots.get(kind)
        if before == after:
            continue
        if before is None:
            comparison.safe("ROOT_TYPE_ADDED", "schema", f"There are {kind} operations now.", "Nobody sends them yet.")
        elif after is None:
            message = f"There are no {kind} operations any more."
            comparison.add(Level.BREAKING, "ROOT_TYPE_REMOVED", "schema", message, "They are refused.", owner=None)
        else:
            message = f"The {kind} root type is {after} in place of {before}."
            reason = f"Operations with fragments on {before} are refused."
            comparison.add(Level.BREAKING, "ROOT_TYPE_CHANGED", "schema", message, reason, owner=None)
    if comparison.old.description != comparison.new.description:
        comparison.safe("DESCRIPTION_CHANGED", "schema", "The description of the schema changed.", "It is for people.")


def compare_directives(comparison: Comparison) -> None:
    """The definitions of directives; those that only servers read change unnoticed."""
    rules = DirectiveRules(comparison)
    compare(
        comparison.old.directive_definitions,
        comparison.new.directive_definitions,
        removed=rules.removed,
        added=rules.added,
        both=rules.both,
    )


class DirectiveRules:
    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison

    def _add(self, code: str, node: DirectiveDefinition, message: str, reason: str, *, noticed: bool) -> None:
        where = f"@{node.name}"
        if noticed:
            self.comparison.add(Level.BREAKING, code, where, message, reason, owner=None)
        else:
            self.comparison.safe(code, where, message, "Operations cannot use it.")

    def removed(self, node: DirectiveDefinition) -> None:
        message = f"Directive @{node.name} was removed."
        self._add("DIRECTIVE_REMOVED", node, message, "Operations with it are refused.", noticed=is_executable(node))

    def added(self, node: DirectiveDefinition) -> None:
        message = f"Directive @{node.name} was added."
        self.comparison.safe("DIRECTIVE_ADDED", f"@{node.name}", message, "Nobody uses it yet.")

    def both(self, old: DirectiveDefinition, new: DirectiveDefinition) -> None:
        where = f"@{new.name}"
        executable = is_executable(old)
        self._locations(old, new)
        if old.repeatable and not new.repeatable:
            message = f"Directive {where} is not repeatable any more."
            reason = "Operations that repeat it are refused."
            self._add("DIRECTIVE_REPEATABLE_REMOVED", new, message, reason, noticed=executable)
        elif new.repeatable and not old.repeatable:
            message = f"Directive {where} is repeatable now."
            self.comparison.safe("DIRECTIVE_REPEATABLE_ADDED", where, message, "Once is still enough.")
        self._arguments(old, new, executable)
        compare_notes(self.comparison, old, new)

    def _locations(self, old: DirectiveDefinition, new: DirectiveDefinition) -> None:
        before, after = old.locations, new.locations
        where = f"@{new.name}"
        for location in before:
            if location not in after:
                message = f"Directive {where} is not for {location} any more."
                reason = "Operations with it there are refused."
                noticed = location in EXECUTABLE_LOCATIONS
                self._add("DIRECTIVE_LOCATION_REMOVED", new, message, reason, noticed=noticed)
        for location in after:
            if location not in before:
                message = f"Directive {where} is for {location} too."
                self.comparison.safe("DIRECTIVE_LOCATION_ADDED", where, message, "Nobody uses it there yet.")

    def _arguments(self, old: DirectiveDefinition, new: DirectiveDefinition, executable: bool) -> None:
        inner = Comparison(self.comparison.old, self.comparison.new, self.comparison.usage)
        compare_input_values(inner, old.arguments, new.arguments, None, constant=not takes_variables(old))
        for change in inner.changes:
            if executable:
                self.comparison.changes.append(change)
            else:
                self.comparison.safe(change.code, change.coordinate, change.message, "Operations cannot use it.")
