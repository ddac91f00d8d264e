"""Rules on one subgraph (`check_subgraph`) and on several before they merge (`check_subgraphs`); one a module."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.composition.diagnostics import Diagnostics
from gateway.federation.subgraph import Subgraph


def check_subgraph(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    """Every rule that needs only one subgraph."""


def check_subgraphs(subgraphs: Sequence[Subgraph], diagnostics: Diagnostics) -> None:
    """Every rule that must hold before merging makes sense."""
