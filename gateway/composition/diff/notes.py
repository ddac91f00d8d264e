"""What tells people, not programs: descriptions, deprecations, and directives that only servers read."""

from __future__ import annotations

from gateway.composition.diff.comparison import Comparison
from gateway.federation.model import Applied, Element, Placed

PROMISED = ("deprecated", "specifiedBy", "oneOf")
"""Directives with rules of their own."""


def compare_notes(comparison: Comparison, old: Placed, new: Placed) -> None:
    """Description, deprecation and other directives of one element."""
    where = new.coordinate
    if old.description != new.description:
        done = "added" if old.description is None else "removed" if new.description is None else "changed"
        comparison.safe("DESCRIPTION_CHANGED", where, f"The description of {where} was {done}.", "It is for people.")
    _deprecation(comparison, old, new)
    _directives(comparison, old, new)


def reason_of(element: Element) -> str | None:
    """Why it is deprecated; None when it is not."""
    found = directive(element, "deprecated")
    return None if found is None else found.string("reason") or "No longer supported"


def directive(element: Element, name: str) -> Applied | None:
    return next((each for each in element.directives if each.directive is None and each.name == name), None)


def _deprecation(comparison: Comparison, old: Placed, new: Placed) -> None:
    before, after, where = reason_of(old), reason_of(new), new.coordinate
    if before == after:
        return
    if before is None:
        comparison.safe("DEPRECATION_ADDED", where, f"{where} is deprecated now: {after}", "It still works.")
    elif after is None:
        comparison.safe("DEPRECATION_REMOVED", where, f"{where} is not deprecated any more.", "It works as before.")
    else:
        message = f"The deprecation reason of {where} changed to: {after}"
        comparison.safe("DEPRECATION_CHANGED", where, message, "It still works.")


def _directives(comparison: Comparison, old: Placed, new: Placed) -> None:
    before, after = _others(old), _others(new)
    where = new.coordinate
    for text in before:
        if text not in after:
            message = f"{text} was removed from {where}."
            comparison.safe("DIRECTIVE_USE_REMOVED", where, message, "Operations do not see it; servers may.")
    for text in after:
        if text not in before:
            message = f"{text} was added to {where}."
            comparison.safe("DIRECTIVE_USE_ADDED", where, message, "Operations do not see it; servers may.")


def _others(element: Element) -> list[str]:
    return [str(each) for each in element.directives if each.directive is None and each.name not in PROMISED]
