"""The command: composes graphs of several sizes, each in a process of its own, and prints CPU time and peak memory.

With `--beside DIRECTORY`, where `npm install graphql@16 @apollo/composition @theguild/federation-composition` was done,
the same SDLs are given to those two as well.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from tests.composition.scale.graph import subgraphs
from tests.composition.scale.wide import keys, shareable

HERE = Path(__file__).parent
SHAPES = {"teams": subgraphs, "keys": keys, "shareable": shareable}
LIBRARIES = ("@apollo/composition", "@theguild/federation-composition")


def main() -> None:
    arguments = _arguments()
    print("| subgraphs | lines of SDL | composer | CPU s | peak MB |\n| --- | --- | --- | --- | --- |")
    for count in arguments.subgraphs:
        sources = SHAPES[arguments.shape](count)
        lines = sum(len(each.sdl.splitlines()) for each in sources)
        text = json.dumps([{"name": each.name, "url": each.url, "sdl": each.sdl} for each in sources]).encode()
        commands = {"Hansa": ([sys.executable, "-m", "tests.composition.scale.once"], None)}
        for library in LIBRARIES if arguments.beside else ():
            commands[library] = (
                ["node", "--max-old-space-size=8000", str(HERE / "compose.mjs"), library],
                arguments.beside,
            )
        for name, (command, directory) in commands.items():
            print(
                f"| {count} | {lines} | {name} | {_measured(command, directory, text, arguments.timeout)} |", flush=True
            )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.composition.scale", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--subgraphs", type=int, nargs="+", default=[10, 100, 500])
    parser.add_argument("--shape", choices=SHAPES, default="teams", help="what the graph is like")
    parser.add_argument("--beside", type=Path, help="where the other composers are installed")
    parser.add_argument("--timeout", type=float, default=600, help="seconds that one composition may take")
    return parser.parse_args()


def _measured(command: list[str], directory: Path | None, text: bytes, timeout: float) -> str:
    try:
        done = subprocess.run(command, input=text, capture_output=True, cwd=directory, timeout=timeout, check=True)
    except subprocess.TimeoutExpired:
        return f"more than {timeout:.0f} (given up) | ?"
    except subprocess.CalledProcessError as error:
        return f"failed: {error.stderr.decode()[-80:].strip()} | ?"
    found = json.loads(done.stdout)
    if found["errors"]:
        return f"errors: {found['errors'][0][:80]} | ?"
    return f"{found['seconds']:.2f} | {found['peak'] / 2**20:.0f}"


if __name__ == "__main__":
    main()
