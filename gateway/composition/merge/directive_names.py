"""What the supergraph calls the directives it passes on: as the subgraphs that apply them do, all by the same name.

A subgraph that only imports a directive, or does not use it, has no say.  LINK_IMPORT_NAME_MISMATCH.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.composition.diagnostics import Diagnostics, Place, listed
from gateway.composition.merge.applied import PASSED_ON
from gateway.federation.directives import FederationDirective
from gateway.federation.subgraph import Subgraph


def supergraph_directive_names(
    subgraphs: Sequence[Subgraph], diagnostics: Diagnostics
) -> dict[FederationDirective, str]:
    """By directive, of those that some subgraph applies: also to what the supergraph will not have, as Apollo's."""
    passed_on = (*PASSED_ON, FederationDirective.CACHE_TAG)
    uses: dict[FederationDirective, dict[str, list[Place]]] = {directive: {} for directive in passed_on}
    for subgraph in sorted(subgraphs, key=lambda each: each.name):
        for coordinate, applied in subgraph.schema.applications():
            if applied.directive in uses:
                found = uses[applied.directive].setdefault(applied.name, [])
                if all(place.subgraph != subgraph.name for place in found):
                    found.append(Place(subgraph.name, coordinate, applied.node))
    for directive, names in uses.items():
        if len(names) > 1:
            called = " but ".join(
                f'"@{name}" in {listed(place.subgraph for place in found)}' for name, found in names.items()
            )
            message = f'The "@{directive}" directive has mismatched names between subgraphs: it is called {called}.'
            where = [place for found in names.values() for place in found]
            diagnostics.error("LINK_IMPORT_NAME_MISMATCH", message, *where)
    return {directive: next(iter(names)) for directive, names in uses.items() if names}
