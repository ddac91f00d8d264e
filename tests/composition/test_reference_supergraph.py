"""`schema/supergraph.graphql` is what the subgraph SDLs beside it compose to."""

from pathlib import Path

from gateway.composition import compose, load_config, load_sources

SCHEMA = Path(__file__).parents[2] / "schema"


async def _no_network(url: str, body: bytes) -> bytes:
    raise AssertionError(f"no subgraph of the reference is fetched, but {url} was")


async def test_the_checked_in_supergraph_is_fresh():
    config = load_config(SCHEMA / "supergraph.yaml", {})
    loaded = await load_sources(config, _no_network)
    assert loaded.errors == ()
    result = compose(loaded.sources)
    assert [str(error) for error in result.errors] == []
    assert result.supergraph_sdl == (SCHEMA / "supergraph.graphql").read_text(), "compose it anew"


async def test_the_order_of_the_subgraphs_does_not_matter():
    loaded = await load_sources(load_config(SCHEMA / "supergraph.yaml", {}), _no_network)
    assert compose(loaded.sources).supergraph_sdl == compose(loaded.sources[::-1]).supergraph_sdl
