"""CONTEXT_NAME_INVALID: letters and digits, as the supergraph puts `subgraph__` before the name."""

from __future__ import annotations

import re

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.directives import FederationDirective as D
from gateway.federation.subgraph import Subgraph

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def check_context_names(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for definition in subgraph.schema.types.values():
        for applied in definition.applied(D.CONTEXT):
            name = applied.string("name") or ""
            if _NAME.fullmatch(name):
                continue
            why = "may not contain an underscore" if "_" in name else "should have only alphanumeric characters"
            message = f'[{subgraph.name}] Context name "{name}" on type "{definition.name}" is invalid: it {why}.'
            diagnostics.error(
                "CONTEXT_NAME_INVALID", message, Place(subgraph.name, definition.name, applied.node or definition.node)
            )
