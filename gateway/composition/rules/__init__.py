"""Rules on one subgraph (`check_subgraph`) and on several before they merge (`check_subgraphs`); one a module."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.composition.diagnostics import Diagnostics
from gateway.composition.rules.access_on_interface import check_access_on_interface
from gateway.composition.rules.cache_tag import check_cache_tags
from gateway.composition.rules.context_name import check_context_names
from gateway.composition.rules.cost import check_costs
from gateway.composition.rules.extensions import check_extensions
from gateway.composition.rules.external import check_external_fields
from gateway.composition.rules.from_context import check_from_context
from gateway.composition.rules.implicit_upgrade import hint_at_upgrade
from gateway.composition.rules.interface_keys import check_interface_keys
from gateway.composition.rules.interface_object import check_interface_object_keys, check_interface_objects
from gateway.composition.rules.key import check_keys
from gateway.composition.rules.no_queries import check_queries
from gateway.composition.rules.provides import check_provides
from gateway.composition.rules.requires import check_requires
from gateway.composition.rules.shareable import check_shareable
from gateway.composition.rules.specification_types import check_specification_types
from gateway.composition.rules.type_kinds import check_type_kinds
from gateway.federation.subgraph import Subgraph

SUBGRAPH_RULES = (
    hint_at_upgrade,
    check_keys,
    check_requires,
    check_provides,
    check_external_fields,
    check_shareable,
    check_interface_object_keys,
    check_interface_keys,
    check_access_on_interface,
    check_context_names,
    check_from_context,
    check_costs,
    check_cache_tags,
    check_specification_types,
)

PRE_MERGE_RULES = (check_type_kinds, check_interface_objects, check_extensions, check_queries)


def check_subgraph(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    """Every rule that needs only one subgraph."""
    for rule in SUBGRAPH_RULES:
        rule(subgraph, diagnostics)


def check_subgraphs(subgraphs: Sequence[Subgraph], diagnostics: Diagnostics) -> None:
    """Every rule that must hold before merging makes sense."""
    for rule in PRE_MERGE_RULES:
        rule(subgraphs, diagnostics)
