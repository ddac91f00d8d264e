"""Asks other composers for the outcome of every case and generated set, and other gateways to load what we compose.

    python -m tests.composition.oracle.refresh DIRECTORY [--gateways DIRECTORY] [--only PART ...]

DIRECTORY has the composers installed (`npm install graphql@16 @apollo/composition @theguild/federation-composition`),
the other one the gateways (`npm ci --prefix tests/peers`), outside this repository: Apollo's are under the Elastic
License, so that only their answers to our own cases are kept.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gateway.composition import SubgraphSource, compose
from tests.composition.cases import HERE, api_fingerprint, canonical, case_names, fingerprint, read_case
from tests.composition.oracle.catalogue import GENERATORS

Sources = Mapping[str, list[SubgraphSource]]
_CACHE_TAG = re.compile(r" ?@cacheTag\((?:[^()]|\([^()]*\))*\)")
_LATER = re.compile(r'"@(?:cacheTag|context|fromContext)",? ?|\{name: "@(?:cacheTag|context|fromContext)"[^}]*\},? ?')


def record_apollo(options: argparse.Namespace) -> None:
    """Codes of errors, codes and levels of hints, and the supergraph of each case."""
    for name, outcome in run("oracle.mjs", options.directory, request(cases())).items():
        update(
            name, {**codes_and_hints(outcome), "supergraph": outcome["supergraph"] and canonical(outcome["supergraph"])}
        )


def record_generated(options: argparse.Namespace) -> None:
    """Only a fingerprint of each supergraph; None where the oracle breaks down instead of answering."""
    for name in GENERATORS:
        recorded: dict[str, Any] = {}
        for seed, outcome in run("oracle.mjs", options.directory, request(seeds(name))).items():
            composed = outcome["supergraph"] and fingerprint(outcome["supergraph"])
            recorded[seed] = None if outcome.get("throws") else {**codes_and_hints(outcome), "supergraph": composed}
        write(f"{name}.json", recorded)


def record_guild(options: argparse.Namespace) -> None:
    """Codes of errors, and a fingerprint of the schema that clients see, of each case and generated set."""
    answers = run("guild.mjs", options.directory, request(cases(), as_known_to_the_guild))
    for name, outcome in answers.items():
        update(name, {"guild": seen_by_clients(outcome)})
    recorded = {}
    for name in GENERATORS:
        answers = run("guild.mjs", options.directory, request(seeds(name), without_cache_tags))
        recorded[name] = {seed: seen_by_clients(outcome) for seed, outcome in answers.items()}
    write("guild.json", recorded)


def record_loads(options: argparse.Namespace) -> None:
    """What other gateways say of our supergraphs: "ok", or the first line of their complaint that says something."""
    ours = {name: sdl for name, sources in cases().items() if (sdl := compose(sources).supergraph_sdl)}
    for name in case_names():
        update(name, {"loads": {}})
    for name, outcome in run("gateways.mjs", options.gateways or options.directory, ours).items():
        lines = {each: answer.split("Caused by:\n")[-1].split("\n")[0] for each, answer in outcome.items()}
        update(name, {"loads": lines})


PARTS: Mapping[str, Callable[[argparse.Namespace], None]] = {
    "apollo": record_apollo,
    "generated": record_generated,
    "guild": record_guild,
    "loads": record_loads,
}


def cases() -> Sources:
    return {name: read_case(name) for name in case_names()}


def seeds(name: str) -> Sources:
    generator, count = GENERATORS[name]
    return {str(seed): generator(seed).sources() for seed in range(count)}


def codes_and_hints(outcome: Mapping[str, Any]) -> dict[str, Any]:
    return {key: sorted({code for code, _ in outcome[key]}) for key in ("errors", "hints")}


def seen_by_clients(outcome: Mapping[str, Any]) -> dict[str, Any]:
    composed = outcome["supergraph"]
    return {"errors": sorted({code for code, _ in outcome["errors"]}), "api": composed and api_fingerprint(composed)}


def as_known_to_the_guild(sdl: str) -> str:
    """Linked to the newest version that The Guild's library knows, without imports that came later."""
    older = re.sub(r"(specs\.apollo\.dev/federation)/v2\.1\d", r"\1/v2.9", sdl)
    return re.sub(r",\s*\]", "]", _LATER.sub("", older))


def without_cache_tags(sdl: str) -> str:
    """The same for a generated set, whose cache tags mean nothing to clients."""
    return as_known_to_the_guild(_CACHE_TAG.sub("", sdl))


def request(sources: Sources, change: Callable[[str], str] = str) -> dict[str, Any]:
    return {name: [{"name": each.name, "sdl": change(each.sdl)} for each in found] for name, found in sources.items()}


def run(script: str, directory: Path, asked: Any) -> dict[str, Any]:
    command = ["node", str(HERE / script)]
    answer = subprocess.run(
        command, input=json.dumps(asked).encode(), stdout=subprocess.PIPE, cwd=directory, check=True
    )
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def update(name: str, changes: Mapping[str, Any]) -> None:
    """Change what is recorded of a case."""
    path = HERE / "outcomes" / f"{name}.json"
    before = json.loads(path.read_text()) if path.exists() else {}
    write(f"outcomes/{name}.json", {**before, **changes})


def write(name: str, recorded: Mapping[str, Any]) -> None:
    (HERE / name).parent.mkdir(exist_ok=True)
    (HERE / name).write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path, help="where npm has installed the composers")
    parser.add_argument("--gateways", type=Path, help="where npm has installed the gateways")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS))
    options = parser.parse_args()
    for stale in {path.stem for path in HERE.joinpath("outcomes").glob("*.json")} - set(case_names()):
        (HERE / "outcomes" / f"{stale}.json").unlink()
    for part in options.only:
        PARTS[part](options)


if __name__ == "__main__":
    main()
