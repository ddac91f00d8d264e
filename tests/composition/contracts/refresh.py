"""Asks @theguild/federation-composition for the outcome of every contract, and other gateways to load our views.

    python -m tests.composition.contracts.refresh DIRECTORY

DIRECTORY has them installed (`npm install graphql@16 @theguild/federation-composition @apollo/gateway
@graphql-tools/federation`), outside this repository.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from graphql import GraphQLError, build_schema, lexicographic_sort_schema, print_schema

from tests.composition.cases import HERE as CASES_OF_COMPOSITION
from tests.composition.contracts.cases import RECORDED, all_cases, view


def main(directory: Path) -> None:
    request = {
        name: {
            "subgraphs": [{"name": each.name, "sdl": each.sdl} for each in case.sources],
            "include": sorted(case.contract.include),
            "exclude": sorted(case.contract.exclude),
            "hide": case.contract.hide_unreachable_types,
        }
        for name, case in all_cases().items()
    }
    outcomes = run(Path(__file__).with_name("hive.mjs"), directory, request)
    loads = run(CASES_OF_COMPOSITION / "gateways.mjs", directory, views())
    for name, outcome in outcomes.items():
        if outcome["api"]:
            outcome.update(valid(outcome["api"]))
        outcome["loads"] = loads.get(name, {})
    RECORDED.write_text(json.dumps(outcomes, indent=1, sort_keys=True) + "\n")
    print(f"{len(outcomes)} recorded")


def views() -> dict[str, str]:
    """Our contracts' supergraphs."""
    return {name: sdl for name, case in all_cases().items() if (sdl := view(case).supergraph_sdl)}


def run(script: Path, directory: Path, request: object) -> Any:
    command = ["node", str(script)]
    answer = subprocess.run(command, input=json.dumps(request).encode(), capture_output=True, cwd=directory, check=True)
    return json.loads(answer.stdout)


def valid(api: str) -> dict[str, object]:
    """The schema in one order; Hive composes some that are none."""
    try:
        return {"api": print_schema(lexicographic_sort_schema(build_schema(api)))}
    except (GraphQLError, TypeError):
        return {"api": None, "errors": ["NO_VALID_SCHEMA"]}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
