"""Subgraphs to supergraph: read, validate, merge, check satisfiability.

`compose` is the whole of it; `compose_config` does it for a configuration file, once, and `ConfigWatch` whenever
something has changed.  `apply_contract` makes the supergraph of a contract.
"""

from gateway.composition.compose import CompositionResult, compose
from gateway.composition.config import ConfigError, SupergraphConfig, load_config
from gateway.composition.configured import CONFIGURATION, ConfigWatch, compose_config, configuration_errors
from gateway.composition.contracts import Contract, ContractResult, apply_contract
from gateway.composition.diagnostics import CompositionError, CompositionHint
from gateway.composition.sources import Fetch, LoadedSources, load_sources
from gateway.federation.subgraph import SubgraphSource

__all__ = [
    "CONFIGURATION",
    "CompositionError",
    "CompositionHint",
    "CompositionResult",
    "ConfigError",
    "ConfigWatch",
    "Contract",
    "ContractResult",
    "Fetch",
    "LoadedSources",
    "SubgraphSource",
    "SupergraphConfig",
    "apply_contract",
    "compose",
    "compose_config",
    "configuration_errors",
    "load_config",
    "load_sources",
]
