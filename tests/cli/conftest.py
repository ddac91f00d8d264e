"""What the commands are tested with: a configuration of one subgraph, and the shop, running once for each module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.process import hansa
from tests.cli.products import CONTRACTS, SDL, TAGGED
from tests.cli.shop import Shop, running_shop


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


@pytest.fixture(scope="module")
def sdl(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its supergraph."""
    directory = tmp_path_factory.mktemp("composed")
    composed = directory / "supergraph.graphql"
    result = hansa("compose", "--config", shop.write_config(directory), "-o", composed)
    assert result.returncode == 0, result.stderr
    return composed.read_text()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The configuration of one subgraph."""
    (tmp_path / "products.graphql").write_text(SDL)
    path = tmp_path / "supergraph.yaml"
    path.write_text(
        "subgraphs:\n  products:\n    routing_url: http://127.0.0.1:9/graphql\n    schema: {file: products.graphql}\n"
    )
    return path


@pytest.fixture
def tagged(config: Path) -> Path:
    """The same with tags, and contracts of them."""
    config.write_text(config.read_text() + CONTRACTS)
    (config.parent / "products.graphql").write_text(TAGGED)
    return config
