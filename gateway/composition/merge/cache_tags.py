"""`@cacheTag` reaches the supergraph as `@join__directive`, which says which subgraphs tag the data so.

A tag belongs to the answer of one subgraph, so that tags are neither merged nor renamed: equal formats are written
once, with every subgraph that has them.
"""

from __future__ import annotations

from collections.abc import Iterable

from graphql import (
    ConstListValueNode,
    ConstObjectFieldNode,
    ConstObjectValueNode,
    ConstValueNode,
    EnumValueNode,
    NameNode,
)
from graphql import StringValueNode as String

from gateway.composition.merge.context import MergeContext, Sources
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Applied, Placed

NAME = "federation__cacheTag"


def merge_cache_tags(context: MergeContext, sources: Sources[Placed]) -> tuple[Applied, ...]:
    graphs: dict[str, dict[str, None]] = {}
    for subgraph, element in sources:
        for applied in element.applied(D.CACHE_TAG):
            graphs.setdefault(applied.string("format") or "", {})[context.graph(subgraph)] = None
    return tuple(_join_directive(found, text) for text, found in graphs.items())


def _join_directive(graphs: Iterable[str], text: str) -> Applied:
    entry = ConstObjectFieldNode(name=NameNode(value="format"), value=String(value=text))
    arguments: dict[str, ConstValueNode] = {
        "graphs": ConstListValueNode(values=tuple(EnumValueNode(value=each) for each in graphs)),
        "name": String(value=NAME),
        "args": ConstObjectValueNode(fields=(entry,)),
    }
    return Applied("join__directive", arguments)
