"""The differences of two schemas as clients see them."""

from __future__ import annotations

from gateway.composition.diff.change import Change
from gateway.composition.diff.comparison import Comparison
from gateway.composition.diff.operations import compare_directives, compare_roots
from gateway.composition.diff.types import compare_types
from gateway.composition.diff.usage import Usage
from gateway.federation.model import Schema


def diff_schemas(old: Schema, new: Schema, *, everything: bool = False) -> list[Change]:
    """Every difference, in the order of the schemas.

    Args:
        everything: whether all types count as used, and not only those that operations reach.
    """
    comparison = Comparison(old, new, Usage(old, everything))
    compare_roots(comparison)
    compare_types(comparison)
    compare_directives(comparison)
    return comparison.changes
