"""How long reading and planning take: `python -m tests.peers.times --seeds N --first F --count C`, in processor time.

Over every supergraph of the catalogue, over random ones, and over ones in which many subgraphs share the same fields,
so that there are as many ways to each as there are subgraphs.  Garbage is collected as rarely as the gateway does it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from time import thread_time

from gateway.composition import SubgraphSource, compose
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Planner
from gateway.telemetry.garbage import rare_collections
from tests.oracle.case import LINK
from tests.peers.catalogue import GENERATED, NAMES, graph
from tests.peers.operations import Operation, operation_of

SHARED = (10, 20, 40)
SHARING = """
    type Query {{ e: E @shareable }}
    type E @key(fields: "id") {{
      id: ID!  name: String @shareable  next: E @shareable  v: V @shareable  f{number}: String }}
    type V @shareable {{ a: String  b: String  c: V }}
"""
ACROSS = """{ e {
  name v { a b c { a b c { a } } } f1 f2 f3
  next { name f1 f4 v { a b c { a } } next { name f1 f5 v { a } next { name f7 } } }
} }"""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.peers.times", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=50, help="operations for each supergraph")
    parser.add_argument("--first", type=int, default=0, help="seed of the first random supergraph")
    parser.add_argument("--count", type=int, default=10, help="random supergraphs")
    return parser.parse_args()


def drawn(name: str, seeds: int) -> tuple[Supergraph, list[Operation]]:
    """A supergraph of the catalogue or a random one, with operations of some seeds."""
    made = graph(name)
    supergraph = Supergraph.from_sdl(made.composed(lambda subgraph: f"http://{subgraph}"))
    return supergraph, [operation_of(seed, supergraph.api_schema, made.identifiers) for seed in range(seeds)]


def shared(subgraphs: int) -> Supergraph:
    """As many subgraphs that all have the same fields, but for one of each."""
    sdl = {f"s{number}": LINK + SHARING.format(number=number) for number in range(subgraphs)}
    result = compose([SubgraphSource(name, f"http://{name}", text) for name, text in sdl.items()])
    assert result.supergraph_sdl is not None, [str(error) for error in result.errors]
    return Supergraph.from_sdl(result.supergraph_sdl)


def timed(supergraph: Supergraph, operations: Iterable[Operation]) -> Iterator[tuple[float, float]]:
    """Milliseconds of reading and of planning each."""
    planner = Planner(supergraph)
    with rare_collections():
        for query, variables in operations:
            begun = thread_time()
            document = Document.read(supergraph, query)
            read = thread_time()
            planner.plan(document, document.variant(variables))
            yield (read - begun) * 1000, (thread_time() - read) * 1000


def summary(of: str, times: Sequence[tuple[float, float]]) -> Iterator[str]:
    """A row for reading and one for planning."""
    for what, values in zip(("read", "plan"), zip(*times, strict=True), strict=True):
        ordered = sorted(values)
        quantiles = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95, 0.99, 1))
        yield f"| {of} | {what} | {len(ordered)} | {' | '.join(f'{value:.2f}' for value in quantiles)} |"


def main() -> None:
    options = arguments()
    random = [f"{GENERATED}{number}" for number in range(options.first, options.first + options.count)]
    print("| | | Operations | Median | p95 | p99 | Most |")
    for of, names in (("catalogue", NAMES), ("random", random)):
        times = [each for name in names for each in timed(*drawn(name, options.seeds))]
        print("\n".join(summary(of, times)), flush=True)
    for count in SHARED:
        times = list(timed(shared(count), [Operation(ACROSS, {})] * 10))
        print("\n".join(summary(f"{count} subgraphs share all", times)), flush=True)


if __name__ == "__main__":
    main()
