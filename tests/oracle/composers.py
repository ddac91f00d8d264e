"""Are other composers' supergraphs read and answered right?  `python -m tests.oracle.composers DIRECTORY [--seeds N]`.

Each folder of DIRECTORY is one where npm has installed one version of a composer: `@apollo/federation` (join v0.1),
`@apollo/composition` or `@theguild/federation-composition` (v0.2 to v0.5).  Each composes the oracle's supergraphs with
several versions of Federation linked, as far as it can; operations of as many seeds are then run over what it wrote.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

from tests.oracle.case import Case
from tests.oracle.catalogue import NAMES
from tests.oracle.operations import seeded_operation

IMPORTED = {
    (2, 0): ("@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@tag"),
    (2, 3): ("@interfaceObject",),
    (2, 8): ("@context", "@fromContext"),
}
"""Directives by the version of Federation that brought them."""

LINKED = ((2, 0), (2, 3), (2, 7), (2, 8))
SCRIPT = Path(__file__).with_name("compose.cjs")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path, help="with a folder for each composer, named after it")
    parser.add_argument("--seeds", type=int, default=10, help="operations for each supergraph")
    parser.add_argument("--first", type=int, default=0, help="seed of the first operation")
    parser.add_argument("--only", default="", help="part of the folders' names")
    return parser.parse_args()


def link(version: tuple[int, int]) -> str:
    """A link to that version of Federation, with all that it has."""
    names = [f'"{name}"' for since, names in IMPORTED.items() if since <= version for name in names]
    url = f"https://specs.apollo.dev/federation/v{version[0]}.{version[1]}"
    return f'extend schema @link(url: "{url}", import: [{", ".join(names)}])\n'


def subgraphs(name: str, version: tuple[int, int]) -> dict[str, str]:
    """A supergraph's subgraphs, with that version of Federation linked where they do not say which."""
    found: Mapping[str, str] = import_module(f"tests.oracle.supergraphs.{name}").SUBGRAPHS
    return {
        each: sdl if "@link" in sdl or "# federation 1" in sdl else link(version) + sdl
        for each, sdl in sorted(found.items())
    }


def composed(folder: Path, version: tuple[int, int]) -> Iterator[tuple[str, str]]:
    """Names and SDL of the supergraphs that a composer composes."""
    asked = {name: subgraphs(name, version) for name in NAMES}
    done = subprocess.run(
        ["node", str(SCRIPT)], cwd=folder, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    for name, result in json.loads(done.stdout).items():
        if result["sdl"]:
            yield name, result["sdl"]


async def answered(name: str, sdl: str, seeds: range) -> Iterator[str]:
    """What goes wrong with one supergraph."""
    module = import_module(f"tests.oracle.supergraphs.{name}")
    case = Case(module.SUBGRAPHS, module.world, sdl)
    wrong = []
    for seed in seeds:
        query, variables = seeded_operation(seed, case.supergraph.api_schema, ["1", "u1", "p1", "i1", "n1"])
        try:
            await case.check(query, variables)
        except AssertionError as error:
            wrong.append(f"seed {seed}: {query} {variables}\n{str(error)[:600]}")
    return iter(wrong)


async def main() -> int:
    options = arguments()
    failures = 0
    seeds = range(options.first, options.first + options.seeds)
    for folder in sorted(path for path in options.directory.iterdir() if (path / "node_modules").is_dir()):
        if options.only not in folder.name:
            continue
        for major, minor in LINKED:
            counts: Counter[str] = Counter()
            for name, sdl in composed(folder, (major, minor)):
                counts[f"join {version.group(1)}" if (version := re.search(r"join/(v\d\.\d)", sdl)) else "no join"] += 1
                try:
                    wrong = list(await answered(name, sdl, seeds))
                except Exception as error:
                    wrong = [f"{type(error).__name__}: {error}"]
                counts["operations"] += len(seeds)
                counts["wrong"] += len(wrong)
                failures += len(wrong)
                for each in wrong:
                    print(f"{folder.name}, {name}: {each}", flush=True)
            print(f"{folder.name}, linking v{major}.{minor}: {dict(sorted(counts.items()))}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
