"""Fuzzes what reads SDL: supergraphs (reader, API schema, planner's index) and composition.

    python -m tests.fuzz.sdl --seed 0 --seconds 600

A mutated supergraph is read; if it is not refused, a few operations are planned over it.  Mutated subgraphs are
composed, and what is composed must be read.  Anything but the errors that are declared for bad input is a find.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from random import Random

from gateway.composition import SubgraphSource, compose
from gateway.federation.supergraph import Supergraph, SupergraphError
from gateway.planning import Document, DocumentError, PlanError, Planner
from tests.fuzz.harness import main
from tests.fuzz.mutations import mutated
from tests.oracle.case import LINK, composed_of
from tests.oracle.catalogue import NAMES
from tests.oracle.operations import Seeded, write

OPERATIONS = 3
"""Planned over each supergraph that is not refused."""


@cache
def subgraphs(name: str) -> dict[str, str]:
    """A supergraph's subgraphs."""
    return {
        subgraph: sdl if "@link" in sdl or "# federation 1" in sdl else LINK + sdl
        for subgraph, sdl in import_module(f"tests.oracle.supergraphs.{name}").SUBGRAPHS.items()
    }


@cache
def supergraph(name: str) -> str:
    """A supergraph as our composition or another wrote it."""
    return getattr(import_module(f"tests.oracle.supergraphs.{name}"), "SUPERGRAPH", None) or composed_of(
        subgraphs(name)
    )


def case(seed: int) -> str:
    """One mutated supergraph, or one composition with mutated subgraphs."""
    random = Random(seed)
    name = random.choice(NAMES)
    if random.random() < 0.6:
        return read(random, mutated(random, supergraph(name)))
    return composed(random, dict(subgraphs(name)))


def read(random: Random, sdl: str) -> str:
    """Read it and plan over it."""
    try:
        graph = Supergraph.from_bytes(sdl.encode("utf-8", "surrogatepass"))
    except SupergraphError:
        return "supergraph refused"
    planner = Planner(graph)
    for _ in range(OPERATIONS):
        plan(random, graph, planner)
    return "supergraph read and planned over"


def plan(random: Random, graph: Supergraph, planner: Planner) -> None:
    """Plan one operation, valid or nearly so."""
    mutation = graph.api_schema.mutation_type is not None and random.random() < 0.2
    operation = write(Seeded(random.getrandbits(32)), graph.api_schema, ["1"], mutation=mutation)
    if operation is None:
        return
    try:
        document = Document.read(graph, operation.query)
        planner.plan(document, document.variant(operation.variables))
    except (DocumentError, PlanError):
        return


def composed(random: Random, sources: dict[str, str]) -> str:
    """Compose with one or two subgraphs mutated."""
    for name in random.choices(sorted(sources), k=random.randint(1, 2)):
        sources[name] = mutated(random, sources[name])
    result = compose([SubgraphSource(name, f"http://{name}.example", sdl) for name, sdl in sources.items()])
    if result.supergraph_sdl is None:
        assert result.errors
        return "composition refused"
    Supergraph.from_sdl(result.supergraph_sdl)
    return "composed"


if __name__ == "__main__":
    raise SystemExit(main(case, "tests.fuzz.sdl", "Fuzzes what reads SDL."))
