"""Asks GraphQL Inspector what changed in each generated pair of schemas, and records it.

    python -m tests.composition.diff.refresh DIRECTORY

DIRECTORY has it installed (`npm install graphql@16 @graphql-inspector/core`), outside this repository.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.composition.diff.pairs import RECORDED, pairs


def main(directory: Path) -> None:
    request = {seed: [old, new] for seed, (_, old, new) in pairs().items()}
    command = ["node", str(Path(__file__).with_name("inspector.mjs"))]
    answer = subprocess.run(command, input=json.dumps(request).encode(), capture_output=True, cwd=directory, check=True)
    lines = (f"{json.dumps(seed)}: {json.dumps(found)}" for seed, found in json.loads(answer.stdout).items())
    RECORDED.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(request)} recorded")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
