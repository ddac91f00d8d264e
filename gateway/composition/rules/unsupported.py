"""UNSUPPORTED_FEATURE: directives of Federation that are not composed yet are refused where they are used.

Importing one without using it is harmless.  To silently leave one out of the supergraph would not be: a gateway
without `@cost` gives other answers.
"""

from __future__ import annotations

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.directives import FederationDirective as D
from gateway.federation.subgraph import Subgraph

UNSUPPORTED = (D.COMPOSE_DIRECTIVE, D.COST, D.LIST_SIZE, D.CACHE_TAG)


def check_unsupported(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for coordinate, applied in subgraph.schema.applications():
        if applied.directive in UNSUPPORTED:
            message = f"[{subgraph.name}] @{applied.directive} on {coordinate} is not supported yet."
            place = Place(subgraph.name, coordinate, applied.node)
            diagnostics.error("UNSUPPORTED_FEATURE", message, place)
