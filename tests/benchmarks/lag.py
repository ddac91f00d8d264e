"""How long hostile documents keep the event loop and other clients waiting.

    python -m tests.benchmarks.lag --seconds 10

One engine over the shop's supergraph; subgraphs answer at once with constants.  A ticker measures by how much the
event loop wakes it too late; ten clients repeat known operations, two send a new small one each time, and, in the
second half, two send large and hostile documents, never the same twice.  Prints delays, work done and memory.  `turn`
is the processor time that the event loop takes without letting anybody else go on: it does not depend on what else the
machine does, but does not show waiting for the interpreter lock either.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import selectors
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from gateway.execution.engine import Engine
from gateway.execution.ports import OperationRequest, SubgraphCall
from gateway.telemetry.garbage import rare_collections
from tests.oracle.catalogue import composed

ANSWER = b'{"data":{"me":{"__typename":"User","id":"1","name":"Ada"}}}'
PAUSE = 0.002


class Instant:
    """Subgraphs that always answer the same."""

    async def send(self, call: SubgraphCall) -> bytes:
        """One turn of the event loop, as a socket would take."""
        await asyncio.sleep(0)
        return ANSWER


def hostile() -> Iterator[str]:
    """Documents that take long to read, validate or plan; each is new."""
    for number in itertools.count():
        mark = f"m{number}: __typename"
        yield from (
            f"{{ {mark} " + "me { reviews { id } username } " * 300 + "}",
            f"{{ {mark} " + "me { id } " * 700 + "}",
            f"{{ {mark} {_users(80)} }}",
            f"{{ {mark} me " + "{ reviews { product { reviews { author " * 24 + "{ name id }" + " } } } }" * 24 + " }",
            f"{{ {mark} " + " ".join(f"a{each}: __typename" for each in range(990)) + " }",
            f"query Q {{ {mark} }} " + " ".join(f"query Q{each} {{ me {{ id }} }}" for each in range(900)),
            f"{{ {mark} me {{ ...F0 }} }} "
            + " ".join(f"fragment F{each} on User {{ ...F{each + 1} ...F{each + 1} }}" for each in range(60))
            + " fragment F60 on User { id }",
        )


def _users(count: int) -> str:
    below = "id name username reviews { id body product { upc name price inStock shippingEstimate } }"
    return " ".join(f'u{each}: user(id: "{each}") {{ {below} }}' for each in range(count))


class Turns(selectors.DefaultSelector):  # type: ignore[misc,valid-type]
    """A selector that knows how long the event loop was busy between two looks at it."""

    def __init__(self) -> None:
        super().__init__()
        self.took: list[float] = []
        self._left = time.thread_time()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """As any selector's."""
        self.took.append(time.thread_time() - self._left)
        found = super().select(timeout)
        self._left = time.thread_time()
        return found


async def repeat(seconds: float, once: Callable[[], Awaitable[object]], pause: float) -> list[float]:
    """Seconds that `once` took, each time."""
    took = []
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        await once()
        took.append(time.perf_counter() - began)
        await asyncio.sleep(pause)
    return took


async def tick() -> None:
    """A millisecond, if the event loop is free."""
    await asyncio.sleep(0.001)


async def phase(engine: Engine, turns: Turns, seconds: float, new: Iterator[int], attack: Iterator[str] | None) -> None:
    """Measure and print one phase."""

    async def known() -> None:
        await engine.execute(OperationRequest("{ me { id name } }", deadline=_later()))

    async def small() -> None:
        await engine.execute(
            OperationRequest(f"{{ me {{ n{next(new)}: name reviews {{ body }} }} }}", deadline=_later())
        )

    async def large() -> None:
        await engine.execute(OperationRequest(next(attack or iter(())), deadline=_later()))

    kinds = [("ticker", tick, 1, 0.0), ("known operation", known, 10, PAUSE), ("new operation", small, 2, PAUSE)]
    if attack:
        kinds.append(("hostile document", large, 2, 0.0))
    turns.took.clear()
    rows = [(name, repeat(seconds, once, pause)) for name, once, clients, pause in kinds for _ in range(clients)]
    results = await asyncio.gather(*(row for _, row in rows))
    print("quiet" if attack is None else "under attack", f"resident {resident()} MiB")
    for name, *_ in kinds:
        _print(name, [each for (row, _), result in zip(rows, results, strict=True) if row == name for each in result])
    _print("turn", turns.took)


def _print(name: str, took: list[float]) -> None:
    took = sorted(1000 * each for each in took)
    at = [took[min(len(took) - 1, int(len(took) * share))] for share in (0.5, 0.99, 1)]
    print(f"  {name:17} {len(took):6} times   median {at[0]:8.2f}   p99 {at[1]:8.2f}   worst {at[2]:8.2f} ms")


def _later() -> float:
    return asyncio.get_running_loop().time() + 60


def resident() -> int:
    """Memory of this process, MiB."""
    return next(int(line.split()[1]) // 1024 for line in Path("/proc/self/status").open() if line.startswith("VmRSS"))


async def run(turns: Turns, seconds: float) -> None:
    """Both phases, with the garbage collector as in a service."""
    engine = Engine(composed("shop").supergraph, Instant(), log=lambda failure, correlation: None)
    new = itertools.count()
    with rare_collections():
        await phase(engine, turns, seconds, new, None)
        await phase(engine, turns, seconds, new, hostile())


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10, help="of each of two phases")
    turns = Turns()
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(turns)) as runner:
        runner.run(run(turns, parser.parse_args().seconds))


if __name__ == "__main__":
    main()
