"""The command: `run` measures into a JSON file, `report` makes tables and plots of it."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from tests.benchmarks.budget import budget
from tests.benchmarks.contenders import Contender, contenders
from tests.benchmarks.identity import Identity
from tests.benchmarks.measuring import Run, subgraphs
from tests.benchmarks.report import summary, write
from tests.benchmarks.results import Results
from tests.benchmarks.scenarios import Scenario, scenarios


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="measure")
    run.add_argument("--gateway", action="append", choices=list(contenders()), help="only this one; may be repeated")
    run.add_argument("--scenario", action="append", choices=list(scenarios()), help="only this one; may be repeated")
    run.add_argument("--rounds", type=int, default=3)
    run.add_argument("--output", type=Path, default=Path(".hansa/benchmarks.json"))
    report = commands.add_parser("report", help="write what was measured into docs/benchmarks.md")
    report.add_argument("results", type=Path)
    report.add_argument("--page", type=Path, default=Path("docs/benchmarks.md"))
    spent = commands.add_parser("budget", help="where Hansa's time goes, by parts")
    spent.add_argument("--scenario", choices=list(scenarios()), default="big")
    spent.add_argument("--requests", type=int, default=600)
    spent.add_argument("--py-spy", type=Path, required=True, help="the program, from a virtual environment of its own")
    return parser.parse_args()


async def measure(
    chosen: list[Contender], asked: list[Scenario], rounds: int, skipped: dict[str, str], output: Path
) -> Results:
    """One run of everything that was chosen; what is known is written after each scenario."""
    identity = Identity()
    titles = dict([(found.name, found.title) for found in chosen] + [(found.name, found.title) for found in asked])
    versions = {contender.name: contender.version() for contender in chosen}
    with TemporaryDirectory() as directory:
        async with subgraphs(identity.jwks()) as graph:
            run = Run(chosen, graph, identity, Path(directory), lambda line: print(line, flush=True))
            results = Results(machine(), titles, versions, skipped, run.failed, run.begins, run.measurements)
            try:
                for scenario in asked:
                    await run.scenario(scenario, rounds)
                    results.write(output)
            finally:
                run.end()
    return results


async def spend(scenario: Scenario, count: int, spy: Path) -> None:
    """Print a table of parts."""
    identity = Identity()
    with TemporaryDirectory() as directory:
        async with subgraphs(identity.jwks()) as graph:
            run = Run([], graph, identity, Path(directory), print)
            try:
                gateway = await run.start(contenders()["hansa"], scenario.dedup)
                if gateway:
                    parts = await budget(gateway, scenario, count, spy, Path(directory))
                    print(f"| {scenario.title} | µs per request |\n| --- | --: |")
                    print(*(f"| {name} | {time:.0f} |" for name, time in parts.items()), sep="\n")
                    print(f"| **all** | {sum(parts.values()):.0f} |")
            finally:
                run.end()


def machine() -> dict[str, str]:
    """What the numbers depend on."""
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "date": time.strftime("%Y-%m-%d"),
        "cpu": models[0].partition(":")[2].strip() if models else platform.machine(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "load": f"{os.getloadavg()[1]:.1f}",
    }


def main() -> int:
    options = arguments()
    if options.command == "report":
        write(Results.read(options.results), options.page)
        return 0
    if options.command == "budget":
        uvloop.run(spend(scenarios()[options.scenario], options.requests, options.py_spy))
        return 0
    every = contenders()
    by_default = [name for name, contender in every.items() if not (contender.on_request and contender.missing())]
    wanted = [every[name] for name in options.gateway or by_default]
    skipped = {contender.name: reason for contender in wanted if (reason := contender.missing())}
    for name, reason in skipped.items():
        print(f"{name} is skipped: {reason}")
    chosen = [contender for contender in wanted if contender.name not in skipped]
    asked = [scenario for name, scenario in scenarios().items() if not options.scenario or name in options.scenario]
    options.output.parent.mkdir(parents=True, exist_ok=True)
    results = uvloop.run(measure(chosen, asked, options.rounds, skipped, options.output))
    print(*summary(results), sep="\n")
    print(f"written to {options.output}")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
