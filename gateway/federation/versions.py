"""Specification URLs and versions: `https://specs.apollo.dev/federation/v2.11`.

A feature's *identity* is its URL without the version; two links are about the same feature when the
identities are equal (link specification v1.0, "Url").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

APOLLO_SPECS = "https://specs.apollo.dev"
FEDERATION = f"{APOLLO_SPECS}/federation"
LINK = f"{APOLLO_SPECS}/link"
CORE = f"{APOLLO_SPECS}/core"
JOIN = f"{APOLLO_SPECS}/join"

_VERSION = re.compile(r"v(\d+)\.(\d+)")


class Version(NamedTuple):
    """Compares as specifications do: by major, then minor number."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"v{self.major}.{self.minor}"


FEDERATION_1 = Version(1, 0)
"""Stands for a subgraph without a federation `@link`."""

FEDERATION_VERSIONS = tuple(Version(2, minor) for minor in range(15))
"""Every published version of Federation 2."""


@dataclass(frozen=True, slots=True)
class FeatureUrl:
    """A parsed specification URL; `name` is the default namespace of its elements (None: only by import or `as`)."""

    identity: str
    name: str | None
    version: Version | None

    def __str__(self) -> str:
        return self.identity if self.version is None else f"{self.identity}/{self.version}"

    @staticmethod
    def parse(text: str) -> FeatureUrl:
        """Raises ValueError when `text` is no absolute URL."""
        parts = urlsplit(text)
        if not parts.scheme or not parts.netloc:
            raise ValueError(f"{text!r} is not an absolute URL such as https://specs.apollo.dev/federation/v2.11")
        segments = [segment for segment in parts.path.split("/") if segment]
        version = None
        if segments and (match := _VERSION.fullmatch(segments[-1])):
            version = Version(int(match[1]), int(match[2]))
            segments.pop()
        base = f"{parts.scheme}://{parts.netloc}"
        identity = "/".join([base, *segments])
        return FeatureUrl(identity, segments[-1] if segments else None, version)
