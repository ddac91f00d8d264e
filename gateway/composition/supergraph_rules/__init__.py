"""Rules on the merged supergraph; one a module."""

from __future__ import annotations

from gateway.composition.merge.context import MergeContext
from gateway.federation.model import Schema


def check_supergraph(schema: Schema, context: MergeContext) -> None:
    """Every rule that needs the merged schema."""
