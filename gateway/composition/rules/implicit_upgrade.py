"""IMPLICITLY_UPGRADED_FEDERATION_VERSION: a subgraph links a specification newer than the federation it links.

Its directives work all the same, as if a newer version of Federation were linked; nothing else of that version does.
"""

from __future__ import annotations

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.directives import introduced, standalone
from gateway.federation.subgraph import Subgraph
from gateway.federation.versions import FEDERATION_VERSIONS


def hint_at_upgrade(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    linked = max(subgraph.version, FEDERATION_VERSIONS[0])
    for link in subgraph.links.all:
        brought = standalone(link.url.identity, link.url.version)
        needed = max(map(introduced, brought), default=linked)
        if needed > linked:
            message = (
                f'Subgraph "{subgraph.name}" links {link.url}, which came with federation {needed}, so that it counts '
                f"as {needed} although it links {subgraph.version}."
            )
            place = Place(subgraph.name, "schema", link.node)
            diagnostics.hint("IMPLICITLY_UPGRADED_FEDERATION_VERSION", message, place)
