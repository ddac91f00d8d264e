"""What an operation costs that was not seen before, by part: CPU time in one process, without any subgraph.

    python -m tests.benchmarks.misses

Every operation of a round is read, planned and compiled once, by a planner that has planned others.  A part's time is
its own, without that of the parts within; a few clock readings an operation are in it.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from typing import Any

from gateway.execution import executable
from gateway.execution.executable import Executable
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Planner, document, planner
from gateway.planning.chooser import Chooser
from gateway.planning.requests import RequestBuilder
from tests.benchmarks.graph.supergraph import SUBGRAPHS, composed
from tests.benchmarks.operations import different

OPERATIONS = 150
ROUNDS = 15
PARTS: tuple[tuple[Any, str, str], ...] = (
    (document, "parse_document", "reading the text"),
    (document, "check_limits", "limits"),
    (document, "certainly_valid", "validation"),
    (Document, "read", "what plans depend on"),
    (planner._Planning, "__init__", "client's fields and selections"),
    (planner._Planning, "parallel", "exploring"),
    (Chooser, "choose", "choosing"),
    (planner, "draft_fetches", "fetches"),
    (RequestBuilder, "build", "requests, their documents"),
    (Planner, "plan", "shape of the answer, letting go"),
    (executable, "compile_plan", "program"),
    (executable, "compile_projection", "projection"),
    (Executable, "compile", "executable"),
)


class Stopwatch:
    """Adds up the time of parts that may be within each other."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.open: list[str] = []
        self.since = 0.0

    def turn(self) -> None:
        """Count the time since the last turn for what is open."""
        now = time.process_time()
        if self.open:
            self.spent[self.open[-1]] += now - self.since
        self.since = now

    def watch(self, owner: Any, name: str, part: str) -> None:
        """Count what a function takes for a part."""
        declared = vars(owner)[name]
        made = classmethod(self.watched(declared.__func__, part)) if isinstance(declared, classmethod) else None
        setattr(owner, name, made or self.watched(declared, part))

    def watched(self, function: Callable[..., Any], part: str) -> Callable[..., Any]:
        @wraps(function)
        def call(*arguments: Any, **more: Any) -> Any:
            self.turn()
            self.open.append(part)
            try:
                return function(*arguments, **more)
            finally:
                self.turn()
                self.open.pop()

        return call


def main() -> None:
    """Print microseconds per operation by part, the median of the rounds."""
    supergraph = Supergraph.from_sdl(composed({name: f"http://{name}" for name in SUBGRAPHS}))
    operations = [each.query for each in different(5, OPERATIONS)]
    others = [each.query for each in different(6, 20)]
    stopwatch = Stopwatch()
    for part in PARTS:
        stopwatch.watch(*part)
    found: dict[str, list[float]] = defaultdict(list)
    gc.freeze()
    for _ in range(ROUNDS):
        fresh = Planner(supergraph)
        prepare(supergraph, fresh, others)
        stopwatch.spent.clear()
        prepare(supergraph, fresh, operations)
        for _, _, name in PARTS:
            found[name].append(stopwatch.spent[name] / OPERATIONS * 1e6)
    medians = {name: statistics.median(times) for name, times in found.items()}
    for name, median in medians.items():
        print(f"{name:32}{median:8.1f}")
    print(f"{'all':32}{sum(medians.values()):8.1f}")


def prepare(supergraph: Supergraph, fresh: Planner, queries: list[str]) -> None:
    """Read, plan and compile."""
    for query in queries:
        read = Document.read(supergraph, query)
        plan = fresh.plan(read, read.variant({}))
        Executable.compile(plan, supergraph.api_schema, read.operation, read.fragments, denied=bool(read.rules))


if __name__ == "__main__":
    main()
