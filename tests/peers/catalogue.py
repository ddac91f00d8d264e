"""The supergraphs that are compared: every one of the oracle's, those of `tests/peers/supergraphs`, and random ones.

`generated-17` is the one that `supergraphs.generated` makes of the seed 17.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from gateway.composition import SubgraphSource, compose
from tests.oracle.case import LINK
from tests.oracle.catalogue import NAMES as ORACLE
from tests.oracle.world import World
from tests.peers.supergraphs.generated import generated

OWN = ("chains", "values", "unions", "hierarchies", "matrices", "library")
NAMES = (*ORACLE, *OWN)
GENERATED = "generated-"


@dataclass(frozen=True)
class Identifiers:
    """Values of key fields, by the type that has them and by the field's name; one of each is nothing's."""

    by_type: Mapping[str, tuple[str, ...]]
    by_field: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, world: World) -> Identifiers:
        by_type: dict[str, list[str]] = {}
        by_field: dict[str, list[str]] = {}
        for record in world.records:
            for key in ("id", "upc", "isbn", "sku", "code"):
                if key in record:
                    by_type.setdefault(record["__typename"], []).append(str(record[key]))
                    by_field.setdefault(key, []).append(str(record[key]))
        return cls(*({name: (*values, "x") for name, values in found.items()} for found in (by_type, by_field)))

    def like(self, field: str, type_name: str) -> tuple[str, ...]:
        """What to pass as argument `field` of a field that returns `type_name`."""
        return self.by_type.get(type_name) or self.by_field.get(field) or ("x", "1")


@dataclass(frozen=True)
class Graph:
    """Subgraphs by name, and their data.

    Args:
        name: of the supergraph.
        sdl: by subgraph name, as its server would publish it.
        world: makes the data afresh.
        identifiers: values worth passing as arguments.
    """

    name: str
    sdl: Mapping[str, str]
    world: Callable[[], World]
    identifiers: Identifiers

    def composed(self, url: Callable[[str], str]) -> str:
        """The supergraph SDL with the routing URL that `url` gives a subgraph."""
        result = compose([SubgraphSource(name, url(name), sdl) for name, sdl in self.sdl.items()])
        assert result.supergraph_sdl is not None, [str(error) for error in result.errors]
        return result.supergraph_sdl


def random_graph(seed: int) -> Graph:
    """The supergraph of a seed."""
    sdl, world = generated(seed)
    return Graph(f"{GENERATED}{seed}", sdl, world, Identifiers.of(world()))


def graph(name: str) -> Graph:
    """A supergraph of the catalogue."""
    if name.startswith(GENERATED):
        return random_graph(int(name.removeprefix(GENERATED)))
    module = import_module(f"tests.{'oracle' if name in ORACLE else 'peers'}.supergraphs.{name}")
    return Graph(
        name,
        {
            name: sdl if "@link" in sdl or "# federation 1" in sdl else LINK + sdl
            for name, sdl in module.SUBGRAPHS.items()
        },
        module.world,
        Identifiers.of(module.world()),
    )
