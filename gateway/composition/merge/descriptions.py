"""One description from several: the most used one; INCONSISTENT_DESCRIPTION when they differ."""

from __future__ import annotations

from collections import Counter

from gateway.composition.merge.context import MergeContext, Sources, places
from gateway.federation.model import Placed


def merge_description(context: MergeContext, sources: Sources[Placed]) -> str | None:
    if not any(each.description for _, each in sources):
        return None
    counts = Counter(text for _, each in sources if each.description and (text := each.description.strip()))
    if not counts:
        return None
    chosen = counts.most_common(1)[0][0]
    if len(counts) > 1:
        message = f'"{sources[0][1].coordinate}" has inconsistent descriptions across subgraphs. The most used is kept.'
        described = [(subgraph, each) for subgraph, each in sources if each.description]
        context.diagnostics.hint("INCONSISTENT_DESCRIPTION", message, *places(described))
    return chosen
