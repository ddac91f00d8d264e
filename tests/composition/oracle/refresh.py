"""Asks @apollo/composition for the outcome of every case and records it in outcomes.json.

    python -m tests.composition.oracle.refresh DIRECTORY

DIRECTORY has the oracle installed (`npm install @apollo/composition graphql@16`), outside this repository: it is
under the Elastic License, so that only its answers to our own cases are kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.composition.cases import HERE, canonical, case_names, read_case


def main(directory: Path) -> None:
    cases = {name: [{"name": s.name, "sdl": s.sdl} for s in read_case(name)] for name in case_names()}
    answer = subprocess.run(
        ["node", str(HERE / "oracle.mjs")],
        input=json.dumps(cases).encode(),
        capture_output=True,
        cwd=directory,
        check=True,
    )
    outcomes = json.loads(answer.stdout)
    recorded = {
        name: {
            "errors": sorted({code for code, _ in outcome["errors"]}),
            "hints": sorted({code for code, _ in outcome["hints"]}),
            "supergraph": canonical(outcome["supergraph"]) if outcome["supergraph"] else None,
        }
        for name, outcome in outcomes.items()
    }
    (HERE / "outcomes.json").write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n")
    Path(directory, "full.json").write_text(json.dumps(outcomes, indent=1))
    print(f"{len(recorded)} cases recorded")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
