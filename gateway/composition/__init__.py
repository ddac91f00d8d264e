"""Subgraphs to supergraph: read, validate, merge, check satisfiability.

`compose` is the whole of it; `load_config` and `load_sources` bring what it is given.
"""

from gateway.composition.compose import CompositionResult, compose
from gateway.composition.config import ConfigError, SupergraphConfig, load_config
from gateway.composition.diagnostics import CompositionError, CompositionHint
from gateway.composition.sources import Fetch, LoadedSources, load_sources
from gateway.federation.subgraph import SubgraphSource

__all__ = [
    "CompositionError",
    "CompositionHint",
    "CompositionResult",
    "ConfigError",
    "Fetch",
    "LoadedSources",
    "SubgraphSource",
    "SupergraphConfig",
    "compose",
    "load_config",
    "load_sources",
]
