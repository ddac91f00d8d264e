"""The run: gateways side by side, round by round, in an order that rotates; answers judged after each measurement."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import httpx2
import msgspec

from tests.benchmarks import load, operations, processes
from tests.benchmarks.contenders import ROOT, Contender, Dedup, Setting
from tests.benchmarks.graph.reference import Reference, canonical
from tests.benchmarks.graph.supergraph import SUBGRAPHS, composed
from tests.benchmarks.identity import SUBJECT, Identity
from tests.benchmarks.load import LoadError, Outcome, Target
from tests.benchmarks.operations import Operation
from tests.benchmarks.processes import Tree
from tests.benchmarks.results import Begin, Measurement
from tests.benchmarks.scenarios import Load, Scenario

START_SECONDS = 60.0
Say = Callable[[str], None]


class Subgraphs:
    """The four subgraphs, running.

    Args:
        client: for their controls.
        urls: by name.
    """

    def __init__(self, client: httpx2.AsyncClient, urls: Mapping[str, str]) -> None:
        self._client = client
        self.urls = urls

    async def calls(self) -> int:
        """How many GraphQL requests all have answered."""
        return sum([int((await self._client.get(f"{url}/calls")).text) for url in self.urls.values()])

    async def delay(self, seconds: float, slow: str) -> None:
        """Let one subgraph hold back its answers from now on, and no other."""
        for name, url in self.urls.items():
            await self._client.post(f"{url}/delay", content=str(seconds if name == slow else 0.0))


@asynccontextmanager
async def subgraphs(jwks: bytes) -> AsyncIterator[Subgraphs]:
    """Start all, each a process, and stop them."""
    async with AsyncExitStack() as stack:
        urls = {name: await _subgraph(stack, name, jwks) for name in SUBGRAPHS}
        client = await stack.enter_async_context(httpx2.AsyncClient())
        yield Subgraphs(client, urls)


async def _subgraph(stack: AsyncExitStack, name: str, jwks: bytes) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.subgraphs", name),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout

    async def end() -> None:
        assert process.stdin
        process.stdin.close()
        await process.wait()

    stack.push_async_callback(end)
    process.stdin.write(jwks + b"\n")
    return f"http://127.0.0.1:{int(await process.stdout.readline())}"


@dataclass
class Gateway:
    """A contender, running."""

    contender: Contender
    process: subprocess.Popen[bytes]
    target: Target
    warmed: set[str] = field(default_factory=set)

    @property
    def tree(self) -> Tree:
        return Tree(self.process.pid)


class Run:
    """One run over running subgraphs.

    Args:
        chosen: the gateways.
        graph: the subgraphs.
        identity: who calls.
        directory: for files of the gateways.
        say: tells a person what is going on.
    """

    def __init__(
        self, chosen: Sequence[Contender], graph: Subgraphs, identity: Identity, directory: Path, say: Say
    ) -> None:
        self._chosen = chosen
        self._graph = graph
        self._token = identity.token()
        self._directory = directory
        self._say = say
        sdl = composed({name: f"{url}/graphql" for name, url in graph.urls.items()})
        self._supergraph = directory / "supergraph.graphql"
        self._supergraph.write_text(sdl)
        self._reference = Reference(sdl, SUBJECT)
        self._expected: dict[str, str] = {}
        self._running: dict[tuple[str, Dedup], Gateway] = {}
        self.begins: list[Begin] = []
        self.measurements: list[Measurement] = []
        self.failed: dict[str, str] = {}

    async def scenario(self, scenario: Scenario, rounds: int) -> None:
        """Every gateway that has the scenario's mode; those of other modes are ended first."""
        self.end(lambda mode: mode != scenario.dedup)
        rivals = []
        for contender in self._chosen:
            if scenario.dedup in contender.modes:
                gateway = await self.start(contender, scenario.dedup)
                if gateway and await self._measured(gateway, scenario, Load(50, scenario.warm), -1):
                    rivals.append(gateway)
        for number in range(rounds):
            for current in scenario.loads:
                for gateway in rotated(rivals, number):
                    found = await self._measured(gateway, scenario, current, number)
                    if found:
                        self.measurements.append(found)
                        self._say(_line(found))

    def end(self, when: Callable[[Dedup], bool] = lambda mode: True) -> None:
        """Stop gateways by their mode."""
        for key in [key for key in self._running if when(key[1])]:
            processes.stop(self._running.pop(key).process)

    async def _measured(self, gateway: Gateway, scenario: Scenario, current: Load, number: int) -> Measurement | None:
        seed = 10 * (number + 1) + scenario.loads.index(current) if current in scenario.loads else 0
        asked = scenario.operations(seed, current.requests)
        await self._graph.delay(scenario.delay, scenario.slow)
        gateway.tree.forget_peak()
        calls, cpu = await self._graph.calls(), gateway.tree.usage().cpu
        try:
            outcome = await load.run(gateway.target, asked, current.requests, current.connections)
            usage, calls = gateway.tree.usage(), await self._graph.calls() - calls
            self._judge(asked, outcome)
        except (LoadError, OSError) as error:
            self.failed[f"{gateway.contender.name}, {scenario.name}"] = str(error)
            self._say(f"{gateway.contender.name} failed {scenario.name}: {error}")
            return None
        spread = quantiles(outcome.latencies, n=100, method="inclusive")
        return Measurement(
            gateway.contender.name,
            scenario.name,
            current.connections,
            number,
            current.requests,
            cpu_ms=(usage.cpu - cpu) * 1000 / current.requests,
            per_second=current.requests / outcome.seconds,
            p50_ms=spread[49] * 1000,
            p99_ms=spread[98] * 1000,
            peak_mb=usage.peak,
            calls=calls / current.requests,
            load=os.getloadavg()[0],
        )

    def _judge(self, asked: Sequence[Operation], outcome: Outcome) -> None:
        """Raises LoadError for an answer that is not the reference's."""
        for index, bodies in outcome.bodies.items():
            for body in bodies:
                answer = canonical(msgspec.json.decode(body))
                if answer != self._expect(asked[index]):
                    raise LoadError(f"a wrong answer to {asked[index].query}: {body[:500]!r}")

    def _expect(self, operation: Operation) -> str:
        key = operation.query
        if key not in self._expected:
            self._expected[key] = self._reference.answer(operation.query, operation.variables)
        return self._expected[key]

    async def start(self, contender: Contender, mode: Dedup) -> Gateway | None:
        """The contender, running in this mode; None when it does not start."""
        if known := self._running.get((contender.name, mode)):
            return known
        directory = self._directory / f"{contender.name}-{mode}"
        directory.mkdir()
        setting = Setting(free_port(), self._supergraph, f"{self._graph.urls['accounts']}/jwks", mode, directory)
        launch = contender.launch(setting)
        log = directory / "log"
        began = time.perf_counter()
        process = processes.start(launch.command, launch.env, launch.cwd, log)
        gateway = Gateway(contender, process, Target(f"http://127.0.0.1:{setting.port}{launch.path}", self._token))
        self._running[contender.name, mode] = gateway
        if not await self._answers(gateway):
            self.failed[f"{contender.name}, start"] = log.read_text(errors="replace")[-2000:]
            self._say(f"{contender.name} did not start: {self.failed[f'{contender.name}, start']}")
            return None
        ready = time.perf_counter() - began
        first = await load.run(gateway.target, [operations.big()], 1, 1)
        if mode == "none":
            self.begins.append(Begin(contender.name, ready, first.seconds * 1000))
        self._say(f"{contender.name} is ready after {ready:.1f} s, first answer {first.seconds * 1000:.0f} ms")
        return gateway

    async def _answers(self, gateway: Gateway) -> bool:
        """Whether it answers before its time is up."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and gateway.process.poll() is None:
            try:
                await load.run(gateway.target, [Operation("{ __typename }")], 1, 1)
            except (LoadError, OSError):
                await asyncio.sleep(0.05)
            else:
                return True
        return False


def rotated(gateways: Sequence[Gateway], number: int) -> list[Gateway]:
    """Another one begins each round, so that none always runs after the same."""
    turn = number % max(1, len(gateways))
    return [*gateways[turn:], *gateways[:turn]]


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _line(found: Measurement) -> str:
    return (
        f"{found.scenario:10} c{found.connections:<3} round {found.round}  {found.gateway:12} "
        f"{found.cpu_ms:8.3f} CPU ms  {found.per_second:8.1f}/s  p50 {found.p50_ms:8.1f}  p99 {found.p99_ms:8.1f} ms  "
        f"{found.peak_mb:6.0f} MB  {found.calls:5.2f} calls  load {found.load:.1f}"
    )
