"""Compare planners over random supergraphs: `python -m tests.peers.plans --peer apollo --first F --count N`.

Prints how often our plan has fewer or more requests, and is less or more deep, than the peer's; and each operation in
which it has more or is deeper.  What a peer's plan would answer is not known here: ask `run` of those.
"""

from __future__ import annotations

import argparse
from collections import Counter

from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Planner
from tests.peers.catalogue import graph
from tests.peers.operations import operation_of
from tests.peers.planners import PLANNERS, Size, peer_planner, size_of


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.peers.plans", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peer", choices=PLANNERS, default="apollo")
    parser.add_argument("--first", type=int, default=0, help="seed of the first supergraph")
    parser.add_argument("--count", type=int, default=10, help="supergraphs")
    parser.add_argument("--seed", type=int, default=1, help="of the first operation; odd ones are plain")
    parser.add_argument("--operations", type=int, default=20, help="per supergraph")
    return parser.parse_args()


def compare(name: str, peer: str, seeds: range) -> Counter[str]:
    """The counts of one supergraph."""
    made = graph(name)
    sdl = made.composed(lambda subgraph: f"http://{subgraph}")
    supergraph = Supergraph.from_sdl(sdl)
    planner = Planner(supergraph)
    counts: Counter[str] = Counter()
    with peer_planner(peer, sdl) as other:
        operations = [operation_of(seed, supergraph.api_schema, made.identifiers) for seed in seeds]
        theirs = other.sizes(operation.query for operation in operations)
        for seed, operation, their in zip(seeds, operations, theirs, strict=True):
            document = Document.read(supergraph, operation.query)
            our = size_of(planner.plan(document, document.variant(operation.variables)))
            counts["operations"] += 1
            if their is None:
                counts["no plan of the peer"] += 1
                continue
            counts += judged(our, their)
            if our.requests > their.requests or our.depth > their.depth:
                print(f"{name} {seed}: ours {tuple(our)}, theirs {tuple(their)}", flush=True)
    return counts


def judged(our: Size, their: Size) -> Counter[str]:
    """What is counted of two sizes."""
    return Counter(
        {
            "fewer": our.requests < their.requests,
            "more": our.requests > their.requests,
            "less deep": our.depth < their.depth,
            "deeper": our.depth > their.depth,
            "worse in one, not better in the other": (
                (our.requests > their.requests and our.depth >= their.depth)
                or (our.depth > their.depth and our.requests >= their.requests)
            ),
        }
    )


def main() -> None:
    options = arguments()
    seeds = range(options.seed, options.seed + 2 * options.operations, 2)
    total: Counter[str] = Counter()
    for number in range(options.first, options.first + options.count):
        total.update(compare(f"generated-{number}", options.peer, seeds))
    print(", ".join(f"{name} {value}" for name, value in total.items()))


if __name__ == "__main__":
    main()
