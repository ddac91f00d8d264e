"""INVALID_SUBGRAPH_NAME: names are unique, not empty, and not the one reserved for internal use (`_`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.subgraph import SubgraphSource

RESERVED = "_"


def check_names(sources: Sequence[SubgraphSource], diagnostics: Diagnostics) -> None:
    for name, count in Counter(source.name for source in sources).items():
        if not name.strip():
            diagnostics.error("INVALID_SUBGRAPH_NAME", "A subgraph has an empty name.")
        elif name == RESERVED:
            message = f'Invalid name "{name}" for a subgraph: this name is reserved'
            diagnostics.error("INVALID_SUBGRAPH_NAME", message, Place(name))
        if count > 1:
            message = f'A subgraph named "{name}" already exists ({count} have the name).'
            diagnostics.error("INVALID_SUBGRAPH_NAME", message, Place(name))
