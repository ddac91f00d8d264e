"""Asks @apollo/composition for the outcome of every case, and other gateways to load what we compose; records it.

    python -m tests.composition.oracle.refresh DIRECTORY

DIRECTORY has the oracle installed (`npm install graphql@16 @apollo/composition @apollo/gateway
@graphql-tools/federation`), outside this repository: Apollo's are under the Elastic License, so that only their answers
to our own cases are kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gateway.composition import SubgraphSource, compose
from tests.composition.cases import HERE, canonical, case_names, fingerprint, read_case
from tests.composition.oracle.generate import Generator
from tests.composition.oracle.generate_rich import RichGenerator


def main(directory: Path) -> None:
    record_cases(directory)
    record_generated(directory)


def record_cases(directory: Path) -> None:
    answers = ask(directory, {name: read_case(name) for name in case_names()})
    loads = load(directory)
    recorded = {
        name: {
            "errors": sorted({code for code, _ in outcome["errors"]}),
            "hints": sorted({code for code, _ in outcome["hints"]}),
            "supergraph": canonical(outcome["supergraph"]) if outcome["supergraph"] else None,
            "loads": loads.get(name, {}),
        }
        for name, outcome in answers.items()
    }
    for stale in HERE.joinpath("outcomes").glob("*.json"):
        stale.unlink()
    for name, outcome in recorded.items():
        write(f"outcomes/{name}.json", outcome)
    Path(directory, "full.json").write_text(json.dumps(answers, indent=1))


def record_generated(directory: Path) -> None:
    for name, generator, count in (("generated", Generator, 200), ("generated_rich", RichGenerator, 1000)):
        record_seeds(directory, name, {str(seed): generator(seed).sources() for seed in range(count)})


def record_seeds(directory: Path, name: str, seeds: Mapping[str, list[SubgraphSource]]) -> None:
    """Only a fingerprint of each supergraph; None where the oracle breaks down instead of answering."""
    answers = ask(directory, seeds)
    recorded = {
        seed: {
            "errors": sorted({code for code, _ in outcome["errors"]}),
            "supergraph": fingerprint(outcome["supergraph"]) if outcome["supergraph"] else None,
        }
        if not outcome.get("throws")
        else None
        for seed, outcome in answers.items()
    }
    write(f"{name}.json", recorded)


def ask(directory: Path, cases: Mapping[str, list[SubgraphSource]]) -> dict[str, Any]:
    """The oracle's answers."""
    request = {name: [{"name": each.name, "sdl": each.sdl} for each in sources] for name, sources in cases.items()}
    answers: dict[str, Any] = run("oracle.mjs", directory, request)
    return answers


def load(directory: Path) -> dict[str, Any]:
    """What other gateways say of our supergraphs: "ok", or the first line of their complaint that says something."""
    ours = {name: sdl for name in case_names() if (sdl := compose(read_case(name)).supergraph_sdl)}
    answers = run("gateways.mjs", directory, ours)
    return {
        name: {gateway: answer.split("Caused by:\n")[-1].split("\n")[0] for gateway, answer in outcome.items()}
        for name, outcome in answers.items()
    }


def run(script: str, directory: Path, request: Any) -> Any:
    command = ["node", str(HERE / script)]
    answer = subprocess.run(command, input=json.dumps(request).encode(), capture_output=True, cwd=directory, check=True)
    return json.loads(answer.stdout)


def write(name: str, recorded: dict[str, Any]) -> None:
    (HERE / name).parent.mkdir(exist_ok=True)
    (HERE / name).write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
