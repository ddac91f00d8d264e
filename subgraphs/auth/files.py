"""Files that hold secrets: made once, whole or not at all, for their owner's eyes only."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from gateway.telemetry import StartError


def create_private(path: Path, content: str) -> None:
    """Write a new file with mode 0600.

    The content is on disk before the name is, so that a crash leaves no half file.

    Raises:
        FileExistsError: another process made it first.
        StartError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(temporary, path)
        finally:
            os.unlink(temporary)
    except FileExistsError:
        raise
    except OSError as error:
        raise StartError(f"cannot write {path}: {error.strerror or error}") from error


def read(path: Path) -> str:
    """The file's text. Raises StartError when it cannot be read, FileNotFoundError when it is not there."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(f"cannot read {path}: {error}") from error
