"""What the supergraph calls the directives it passes on: as the subgraphs import them, all by the same name.

A subgraph that does not import a directive (and writes `@federation__tag`) has no say.  LINK_IMPORT_NAME_MISMATCH.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.merge.applied import PASSED_ON
from gateway.federation.directives import FederationDirective, of_feature
from gateway.federation.subgraph import Subgraph


def supergraph_directive_names(
    subgraphs: Sequence[Subgraph], diagnostics: Diagnostics
) -> dict[FederationDirective, str]:
    result: dict[FederationDirective, str] = {directive: directive.value for directive in PASSED_ON}
    for directive in PASSED_ON:
        imported: dict[str, list[Place]] = {}
        for subgraph in subgraphs:
            for link in subgraph.links.all:
                for each in link.imports:
                    if each.name.startswith("@") and of_feature(link.url.identity, each.name[1:]) is directive:
                        imported.setdefault(each.alias[1:], []).append(Place(subgraph.name, None, link.node))
        if len(imported) > 1:
            uses = " and ".join(f'"@{name}" in "{found[0].subgraph}"' for name, found in imported.items())
            message = f'The import in subgraphs of "@{directive}" has mismatched names: it is {uses}.'
            where = [place for found in imported.values() for place in found]
            diagnostics.error("LINK_IMPORT_NAME_MISMATCH", message, *where)
        result[directive] = next(iter(imported), directive.value)
    return result
