"""`@fromContext(field: "$name { selection }")`: which context is read, and what of it (Federation 2.8, "@fromContext").

The supergraph knows a context as `subgraph__name`: contexts of one name in two subgraphs have nothing in common.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_VALUE = re.compile(r"\s*\$([_A-Za-z][_0-9A-Za-z]*)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ContextValue:
    """`selection` is the text after the name as it was written, with its spaces: put together again, the two are the
    same value."""

    context: str
    selection: str


def parse_context_value(text: str) -> ContextValue | None:
    """The parts of a `field:`; None when it names no context, or selects nothing."""
    match = _VALUE.fullmatch(text)
    if match is None or not match[2].strip():
        return None
    return ContextValue(match[1], match[2])


def supergraph_context(subgraph: str, name: str) -> str:
    """What the supergraph calls a subgraph's context."""
    return f"{subgraph}__{name}"
