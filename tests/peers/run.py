"""Compare Hansa with its peers: `python -m tests.peers.run --seed S --cases N [--supergraph NAME]`.

Prints the counts of each supergraph and every disagreement in full; `--report` also writes the disagreements as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.peers.catalogue import NAMES, graph
from tests.peers.comparing import Answer, Compared, comparison
from tests.peers.disagreements import explained
from tests.peers.gateways import HANSA, PEERS, missing, versions

GATEWAYS = (HANSA, *PEERS)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.peers.run", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=0, help="of the first operation")
    parser.add_argument("--cases", type=int, default=50, help="operations per supergraph")
    parser.add_argument("--supergraph", action="append", help=f"only this one of {', '.join(NAMES)}, or generated-N")
    parser.add_argument("--composer", choices=("hansa", "apollo"), default="hansa", help="whose supergraphs to serve")
    parser.add_argument("--report", type=Path, help="JSON file for the disagreements")
    parser.add_argument("--all", action="store_true", help="print the disagreements that are explained as well")
    return parser.parse_args()


async def main() -> int:
    options = arguments()
    problem = missing()
    if problem:
        print(problem)
        return 2
    print(", ".join(f"{name} {version}" for name, version in versions().items()))
    report: list[dict[str, Any]] = []
    unexplained = 0
    names = options.supergraph or NAMES
    async with comparison([graph(name) for name in names], options.composer) as running:
        for name in names:
            counts: Counter[str] = Counter()
            for seed in range(options.seed, options.seed + options.cases):
                compared = await running.compare(name, seed)
                count(counts, compared)
                for line in problems(compared):
                    reason = explained(compared, line)
                    counts["explained" if reason else "unexplained"] += 1
                    unexplained += reason is None
                    report.append({**as_json(compared), "problem": line, "explained": reason})
                    if reason is None or options.all:
                        show(compared, f"{line}: {reason or 'not explained'}")
            print(summary(name, counts), flush=True)
    if options.report:
        options.report.write_text(json.dumps(report, indent=1))
    return 1 if unexplained else 0


def problems(compared: Compared) -> Iterator[str]:
    """`hansa` if it is wrong, the peers with other data, `requests of` those who were right with fewer requests."""
    if compared.hansa_is_wrong:
        yield HANSA
    yield from compared.differing
    yield from (f"requests of {name}" for name in compared.frugal)


def count(counts: Counter[str], compared: Compared) -> None:
    counts["cases"] += 1
    for name in GATEWAYS:
        counts[f"{name} right"] += compared.is_right(name)
    if compared.fewest is not None:
        counts["comparable"] += 1
        counts["our requests"] += len(compared.hansa.asked)
        counts["best requests"] += compared.fewest
        counts["fewer"] += len(compared.hansa.asked) < compared.fewest
        counts["more"] += bool(compared.frugal)


def summary(name: str, counts: Counter[str]) -> str:
    right = "  ".join(f"{gateway} {counts[f'{gateway} right']}" for gateway in GATEWAYS)
    return (
        f"{name:18} {counts['cases']:5} cases; right: {right}; requests {counts['our requests']} against "
        f"the best peer's {counts['best requests']} in {counts['comparable']} "
        f"(fewer {counts['fewer']}, more {counts['more']}); "
        f"disagreements: {counts['explained']} explained, {counts['unexplained']} not"
    )


def show(compared: Compared, title: str) -> None:
    print(f"--- {compared.supergraph} {compared.seed}: {title}\n{compared.operation.query}")
    print(json.dumps(compared.operation.variables))
    for name, answer in [("expected", compared.expected), *compared.answers.items()]:
        print(f"{name:12} {len(answer.asked)} requests {json.dumps(answer.data)} {json.dumps(answer.errors)[:600]}")


def as_json(compared: Compared) -> dict[str, Any]:
    def plain(answer: Answer) -> dict[str, Any]:
        return {"data": answer.data, "errors": answer.errors, "asked": answer.asked}

    return {
        "supergraph": compared.supergraph,
        "seed": compared.seed,
        "query": compared.operation.query,
        "variables": compared.operation.variables,
        "expected": plain(compared.expected),
        "answers": {name: plain(answer) for name, answer in compared.answers.items()},
    }


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
