"""What is asked of the gateways, and how many times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.benchmarks import operations
from tests.benchmarks.contenders import Dedup
from tests.benchmarks.operations import Operation


@dataclass(frozen=True)
class Load:
    """Requests of one measurement, over so many connections."""

    connections: int
    requests: int


@dataclass(frozen=True)
class Scenario:
    """One kind of work.

    Args:
        name: in results.
        title: for people.
        operations: for a seed and a number of requests; sent in turn.
        loads: measured one after the other.
        warm: requests before the first round, for just-in-time compilers and caches.
        delay: seconds that one subgraph holds back its answers.
        slow: which.
        dedup: what may be shared.
    """

    name: str
    title: str
    operations: Callable[[int, int], Sequence[Operation]]
    loads: tuple[Load, ...]
    warm: int
    delay: float = 0.0
    slow: str = "reviews"
    dedup: Dedup = "none"


def scenarios() -> dict[str, Scenario]:
    """All by name, in the order in which they are run: those with equal deduplication together."""
    big, one, mutation = _always(operations.big()), _always(operations.one_field()), _always(operations.mutation())
    listed = (
        Scenario("big", "Big query", big, (Load(1, 80), Load(50, 240)), 240),
        Scenario("one", "One field", one, (Load(1, 1000), Load(50, 3000)), 3000),
        Scenario("mutation", "Mutation", mutation, (Load(1, 250), Load(50, 600)), 600),
        Scenario("many", "Different operations", operations.different, (Load(1, 60), Load(50, 120)), 120),
        Scenario("slow", "Big query, 4 ms", big, (Load(1, 60), Load(50, 200)), 60, delay=0.004),
        Scenario("catalogue", "8 MB", _always(operations.catalogue()), (Load(1, 6), Load(8, 12)), 8),
        Scenario("outbound", "Big query, outbound dedup", big, (Load(50, 240),), 240, dedup="outbound"),
        Scenario("inbound", "Big query, inbound dedup", big, (Load(50, 600),), 600, dedup="inbound"),
    )
    return {scenario.name: scenario for scenario in listed}


def _always(operation: Operation) -> Callable[[int, int], Sequence[Operation]]:
    return lambda seed, count: [operation]
