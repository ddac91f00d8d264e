"""The peers' planners without their gateways: how many requests a plan has, and how many of them follow each other.

Thousands of operations can be compared this way, over supergraphs of any size.  What a plan would answer is not
looked at: a peer whose plan is cheaper may be wrong, so each such operation is then asked of running gateways.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from gateway.planning import Plan

HERE = Path(__file__).parent
PLANNERS = ("apollo", "hive-router")


class Size(NamedTuple):
    """Of a plan.

    Args:
        requests: how many there are.
        depth: of the longest chain in which each waits for the one before.
    """

    requests: int
    depth: int


NOTHING = Size(0, 0)


def size_of(plan: Plan) -> Size:
    """Of one of ours."""
    depths: list[int] = []
    for request in plan.requests:
        depths.append(1 + max((depths[other] for other in request.after), default=0))
    return Size(len(plan.requests), max(depths, default=0))


def size_of_peers(node: dict[str, Any] | None) -> Size:
    """Of a plan of nested nodes; what conditions leave out is counted."""
    if not node:
        return NOTHING
    kind = node["kind"]
    if kind in ("Fetch", "BatchFetch"):
        return Size(1, 1)
    below = [size_of_peers(each) for each in node.get("nodes") or parts(node)]
    depths = [each.depth for each in below]
    return Size(sum(each.requests for each in below), sum(depths) if kind == "Sequence" else max(depths, default=0))


def parts(node: dict[str, Any]) -> list[dict[str, Any]]:
    """What a node that is no list of nodes consists of."""
    return [node[name] for name in ("node", "ifClause", "elseClause") if node.get(name)]


class PeerPlanner:
    """A process with one peer's planner for one supergraph."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def plan(self, query: str) -> dict[str, Any]:
        """`plan`, or the `error` for which there is none."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            print(json.dumps({"query": query}), file=self._process.stdin, flush=True)
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the process died"}
        return answer

    def sizes(self, queries: Iterable[str]) -> Iterator[Size | None]:
        """The size of each plan; None where there is no plan."""
        for query in queries:
            plan = self.plan(query).get("plan")
            yield size_of_peers(plan.get("node")) if plan else None


@contextmanager
def peer_planner(which: str, supergraph_sdl: str) -> Iterator[PeerPlanner]:
    """A planner that ends with the block."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "supergraph.graphql")
        file.write_text(supergraph_sdl)
        command = ["node", str(HERE / "plans.mjs"), which, str(file)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            yield PeerPlanner(process)
        finally:
            process.kill()
            with suppress(BrokenPipeError):
                process.communicate()
