"""Rules on the merged supergraph; one a module."""

from __future__ import annotations

from gateway.composition.merge.context import MergeContext
from gateway.composition.supergraph_rules.inaccessible import check_inaccessible
from gateway.composition.supergraph_rules.interface_fields import check_interface_fields
from gateway.composition.supergraph_rules.interface_implementations import check_interface_implementations
from gateway.composition.supergraph_rules.transitive_access import check_transitive_access
from gateway.federation.model import Schema

SUPERGRAPH_RULES = (check_interface_fields, check_interface_implementations, check_inaccessible)


def check_supergraph(schema: Schema, context: MergeContext) -> None:
    """Every rule that needs the merged schema; what clients see is judged when access to it is right."""
    check_transitive_access(schema, context)
    if context.diagnostics.errors:
        return
    for rule in SUPERGRAPH_RULES:
        rule(schema, context)
