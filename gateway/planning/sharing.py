"""What plans over one supergraph have in common.

Plans are kept, and most of what one consists of is leaves that other plans have as well: a field under its own name,
without arguments.  There are no more of those than the schema has fields, so each is kept once and never dropped.
"""

from __future__ import annotations

from typing import Any, TypeVar

from gateway.planning.plan import Selected, ShapeField

Leaf = TypeVar("Leaf", Selected, ShapeField)


class SharedLeaves:
    """One object for all leaves that are equal."""

    def __init__(self) -> None:
        self._known: dict[Selected | ShapeField, Any] = {}

    def selected(self, leaf: Selected) -> Selected:
        """What stands for a field of a fetch: the field itself, unless others can have the same."""
        plain = leaf.children is None and leaf.types is None and leaf.when is None and not leaf.arguments
        return self._one(leaf) if plain and leaf.source == leaf.name else leaf

    def shown(self, leaf: ShapeField) -> ShapeField:
        """What stands for a field that clients see."""
        plain = leaf.child is None and not leaf.denied and not leaf.occurrences
        return self._one(leaf) if plain and leaf.key == leaf.source == leaf.name else leaf

    def _one(self, leaf: Leaf) -> Leaf:
        known: Leaf = self._known.setdefault(leaf, leaf)
        return known
