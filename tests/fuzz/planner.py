"""Fuzzes the planner: random operations over random supergraphs, run and compared with the reference.

Every so many seeds there is another supergraph: many subgraphs that share few types, so that there are many ways to
everything (`tests/peers/supergraphs/generated.py`).  Its subgraphs are strict: they resolve nothing that they do not
declare, and require what they say they require.  A plan is right if the answer is the reference's.

    python -m tests.fuzz.planner --seed 0 --seconds 600
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Final

import msgspec

from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.errors import ErrorSettings
from gateway.execution.ports import OperationRequest
from tests.fuzz.harness import main
from tests.oracle.case import Case, ordered
from tests.oracle.operations import seeded_operation
from tests.peers.supergraphs.generated import generated

OPERATIONS: Final = 25
"""Over each supergraph; to make one takes as long as some ten operations."""
STEPS: Final = 50_000
"""A quarter of what a plan may take by default: none of these operations is large."""


def case(seed: int) -> str:
    """One operation over one supergraph; names how it was run."""
    case, identifiers = supergraph(seed // OPERATIONS)
    random = Random(seed)
    query, variables = seeded_operation(random.getrandbits(32), case.supergraph.api_schema, identifiers)
    settings = EngineSettings(
        steps=STEPS,
        processes=0,
        batching=random.choice(("step", "ready")),
        typed_after=random.choice((0, None)),
        errors=ErrorSettings(mask=False),
    )
    case.transport.calls.clear()
    engine = Engine(case.supergraph, case, settings=settings, log=lambda *each: None)
    result = asyncio.run(engine.execute(OperationRequest(query, variables=variables)))
    seen = f"{query}\n{variables}\n{case.transport.calls}"
    expected = case.reference(query, variables)
    assert (result.stage, result.errors, expected.errors) == ("execute", (), []), seen
    assert ordered(msgspec.json.decode(msgspec.json.encode(result.data))) == ordered(expected.data), seen
    return f"{settings.batching}, {'table-driven' if settings.typed_after is None else 'typed'}"


@lru_cache(maxsize=2)
def supergraph(seed: int) -> tuple[Case, Sequence[str]]:
    """A random supergraph with values worth passing as arguments."""
    sdl, world = generated(seed)
    case = Case(sdl, world)
    return case, sorted({str(each["id"]) for each in case.world.records if "id" in each})[:6] or ["1"]


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    raise SystemExit(main(case, "tests.fuzz.planner", "Fuzzes the planner."))
