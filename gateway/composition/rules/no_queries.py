"""NO_QUERIES: a graph has at least one query."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.composition.diagnostics import Diagnostics
from gateway.federation.model import ROOT_NAMES
from gateway.federation.subgraph import Subgraph


def check_queries(subgraphs: Sequence[Subgraph], diagnostics: Diagnostics) -> None:
    if not any(each.schema.types[ROOT_NAMES["query"]].fields for each in subgraphs):
        message = "No queries found in any subgraph: a supergraph must have a query root type."
        diagnostics.error("NO_QUERIES", message)
