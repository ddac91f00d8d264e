"""The four SDLs, and the supergraph that Hansa composes of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gateway.composition import SubgraphSource, compose

SUBGRAPHS = ("accounts", "inventory", "products", "reviews")


def sdl(subgraph: str) -> str:
    """What the subgraph publishes."""
    return (Path(__file__).parent / f"{subgraph}.graphql").read_text()


def composed(urls: Mapping[str, str]) -> str:
    """The supergraph SDL, with these routing URLs by subgraph."""
    result = compose([SubgraphSource(name, urls[name], sdl(name)) for name in SUBGRAPHS])
    assert result.supergraph_sdl is not None, [str(error) for error in result.errors]
    return result.supergraph_sdl
