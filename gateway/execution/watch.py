"""Notices that a file has new content, however it got there: rewritten, renamed over, or behind a swapped symlink.

A look costs one `stat` (which follows symlinks) while nothing changes.  A stamp is believed only when it is older than
file systems count time; until then, and whenever it differs, the content's digest decides.  Content is handed out once,
and only when two readings agree, so that a file is not taken half-written.  A file that is missing for a moment is no
news; one that is missing at two looks in a row is told once.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

SETTLE_SECONDS: Final = 0.1
"""Between two readings that must agree."""

READINGS: Final = 20
"""How often a file that keeps changing is read before it is left for the next look."""

FRESH_NANOSECONDS: Final = 3_000_000_000
"""A stamp younger than this may hide a second change (FAT counts in steps of two seconds)."""

LARGEST_BYTES: Final = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells two states of a file apart without reading it."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int


@dataclass(frozen=True, slots=True)
class Content:
    """New content, and its SHA-256 in hexadecimal."""

    data: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the file cannot be read, for people."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why what was found is no supergraph, for people."""

    reason: str


class Source(Protocol):
    """The file to watch; both raise OSError.  They are called in a thread, since a file system may hang."""

    def stamp(self) -> Stamp: ...

    def read(self) -> bytes: ...


class PlainFile:
    """A `Source`: the regular file at `path`, or wherever the symlinks there lead to at the time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def stamp(self) -> Stamp:
        found = os.stat(self.path)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(0, "it is not a regular file")
        if found.st_size > LARGEST_BYTES:
            raise OSError(0, f"it is larger than {LARGEST_BYTES // 2**20} MiB")
        return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    def read(self) -> bytes:
        return self.path.read_bytes()


def digest_of(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class FileWatch:
    """Looks at a source when it is told to.

    Args:
        source: the file.
        known: the digest of the content that is in use already.
        sleep: waits between two readings, in seconds.
        now_ns: the wall clock that stamps are compared with.
    """

    def __init__(
        self,
        source: Source,
        known: str,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self._source = source
        self._known = known
        self._sleep = sleep
        self._now_ns = now_ns
        self._stamp: Stamp | None = None
        self._trouble: Trouble | None = None
        self._told = False

    async def look(self, *, again: bool = False) -> Content | Trouble | None:
        """News, or None.

        Args:
            again: tell also what was told before: any content, and trouble at once.
        """
        try:
            content = await self._changed(again)
        except OSError as error:
            return self._troubled(Trouble(error.strerror or str(error)), again)
        self._trouble, self._told = None, False
        return content

    async def _changed(self, again: bool) -> Content | None:
        stamp = await asyncio.to_thread(self._source.stamp)
        if stamp == self._stamp and not again:
            return None
        data = await asyncio.to_thread(self._source.read)
        digest = digest_of(data)
        if digest != self._known:
            settled = await self._settled(data)
            if settled is None:
                return None
            data, digest = settled, digest_of(settled)
        old = self._now_ns() - max(stamp.modified_ns, stamp.changed_ns) > FRESH_NANOSECONDS
        self._stamp = stamp if old else None
        if digest == self._known and not again:
            return None
        self._known = digest
        return Content(data, digest)

    async def _settled(self, data: bytes) -> bytes | None:
        for _ in range(READINGS):
            await self._sleep(SETTLE_SECONDS)
            before, data = data, await asyncio.to_thread(self._source.read)
            if before == data:
                return data
        return None

    def _troubled(self, trouble: Trouble, again: bool) -> Trouble | None:
        lasting, self._trouble, self._stamp = trouble == self._trouble, trouble, None
        if again or (lasting and not self._told):
            self._told = True
            return trouble
        return None
