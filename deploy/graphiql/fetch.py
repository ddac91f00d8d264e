#!/usr/bin/env python3
"""Bring GraphiQL's scripts and styles, so that the gateway's page works without a network.

    python deploy/graphiql/fetch.py [DIRECTORY]        default: assets/graphiql in $HANSA_DATA_DIR (.hansa)

Standard library only; npm does the download and checks it against the integrity below, which is also checked here.
The directory appears whole or not at all, and nothing is done when it is there already.  Exit status: 0 when the assets
are there, 1 when they could not be brought (the page then loads them from a CDN), with one line that says why.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 180.0


@dataclass(frozen=True)
class Package:
    """One npm package: exact version, the registry's integrity of its tarball, and the files wanted out of it."""

    name: str
    version: str
    sha512: str
    files: tuple[str, ...]


PACKAGES = (
    Package(
        "react",
        "18.2.0",
        "/3IjMdb2L9QbBdWiW5e3P2/npwMBaU9mHCSCUzNln0ZCYbcfTsGbTJrU/kGemdH2IWmB2ioZ+zkxtmq6g09fGQ==",
        ("umd/react.production.min.js",),
    ),
    Package(
        "react-dom",
        "18.2.0",
        "6IMTriUmvsjHUjNtEDudZfuDQUoWXVxKHhlEGSk81n4YFS+r/Kl99wXiwlVXtPBtJenozv2P+hxDsw9eA7Xo6g==",
        ("umd/react-dom.production.min.js",),
    ),
    Package(
        "graphiql",
        "3.9.0",
        "rJYFlHdBbug9+YbFSwRVvgfPjCayC7wHecZkx/qB4XLuQPFQZw/yB9pmHFtOJV6RiNBBHro3u1GdocKa3YcGRA==",
        ("graphiql.min.js", "graphiql.min.css"),
    ),
)


class CannotFetch(Exception):
    """Why the assets are not there, in one line."""


def main(arguments: list[str]) -> int:
    """Exit status; see the module's docstring."""
    data = Path(os.environ.get("HANSA_DATA_DIR") or ".hansa")
    directory = Path(arguments[0]) if arguments else data / "assets" / "graphiql"
    if complete(directory):
        print(f"GraphiQL: already in {directory}")
        return 0
    try:
        fetch(directory)
    except CannotFetch as error:
        print(f"GraphiQL: not brought: {error}. The page will load it from a CDN instead.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"GraphiQL: cannot write {directory}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"GraphiQL: brought to {directory}")
    return 0


def complete(directory: Path) -> bool:
    """Whether every file is there, of these versions."""
    names = [Path(file).name for package in PACKAGES for file in package.files]
    marker = directory / "versions.txt"
    return (
        marker.is_file() and marker.read_text() == _versions() and all((directory / name).is_file() for name in names)
    )


def fetch(directory: Path) -> None:
    """Make `directory` anew, beside its place, then put it there."""
    if shutil.which("npm") is None:
        raise CannotFetch("npm is not installed")
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".graphiql-", dir=directory.parent) as scratch:
        fresh = Path(scratch) / "fresh"
        fresh.mkdir()
        for package in PACKAGES:
            print(f"GraphiQL: {package.name} {package.version} …", flush=True)
            _unpack(package, _download(package, Path(scratch)), fresh)
        (fresh / "versions.txt").write_text(_versions())
        old = Path(scratch) / "old"
        if directory.exists():
            directory.rename(old)
        fresh.rename(directory)


def _versions() -> str:
    return "".join(f"{package.name} {package.version}\n" for package in PACKAGES)


def _download(package: Package, scratch: Path) -> Path:
    place = (scratch / package.name).resolve()
    place.mkdir()
    command = ["npm", "pack", "--loglevel=error", "--pack-destination", str(place), f"{package.name}@{package.version}"]
    try:
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired as error:
        raise CannotFetch(f"npm took more than {TIMEOUT:.0f} s for {package.name}") from error
    found = list(place.glob("*.tgz"))
    if done.returncode != 0 or len(found) != 1:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise CannotFetch(f"npm could not get {package.name} ({lines[0] if lines else f'status {done.returncode}'})")
    digest = base64.b64encode(hashlib.sha512(found[0].read_bytes()).digest()).decode()
    if digest != package.sha512:
        raise CannotFetch(f"what npm brought as {package.name} {package.version} is not what was expected")
    return found[0]


def _unpack(package: Package, archive: Path, into: Path) -> None:
    with tarfile.open(archive) as tar:
        for file in package.files:
            try:
                source = tar.extractfile(f"package/{file}")
            except KeyError:
                source = None
            if source is None:
                raise CannotFetch(f"{package.name} {package.version} has no {file}")
            (into / Path(file).name).write_bytes(source.read())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
