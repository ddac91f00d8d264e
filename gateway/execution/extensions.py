"""What of subgraphs' response `extensions` clients get: nothing, unless a key is allowed.

Several subgraphs may say something under one key; the merge policy decides what becomes of it.  The order is that of
the plan, not of arrival, so that equal answers give an equal response.  The gateway's own keys always win.

GraphQL specification, "Response Format": `extensions` is a map without restrictions on its contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

Merge = Literal["first", "last", "deep", "by_subgraph"]


class Said(NamedTuple):
    """The extensions of one answer; `request` is the id of its request in the plan."""

    request: int
    subgraph: str
    extensions: Mapping[str, Any]


class ExtensionSettings(BaseModel):
    """Settings `extensions`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    allow: frozenset[str] = Field(default=frozenset(), description="Keys that are passed on; `*` for all.")
    merge: Merge = Field(default="first", description="Which of several values of one key.")
    subgraphs: Mapping[str, frozenset[str]] = Field(
        default={}, description="By subgraph name, in lower case: its keys, in place of `allow`."
    )


class ExtensionPolicy:
    """Merges extensions."""

    def __init__(self, settings: ExtensionSettings) -> None:
        self._settings = settings

    def merged(self, said: Iterable[Said]) -> dict[str, Any]:
        """What the client gets of all answers to one operation."""
        found: dict[str, Any] = {}
        for _, subgraph, extensions in sorted(said, key=lambda each: each.request):
            allowed = self._settings.subgraphs.get(subgraph.lower(), self._settings.allow)
            for key, value in extensions.items():
                if key in allowed or "*" in allowed:
                    self._add(found, key, subgraph, value)
        return found

    def _add(self, found: dict[str, Any], key: str, subgraph: str, value: Any) -> None:
        match self._settings.merge:
            case "first":
                found.setdefault(key, value)
            case "last":
                found[key] = value
            case "deep":
                found[key] = _deep(found[key], value) if key in found else value
            case "by_subgraph":
                found.setdefault(key, {})[subgraph] = value


def _deep(one: Any, other: Any) -> Any:
    """Objects joined key by key, lists one after the other; of anything else the later."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one | {key: _deep(one[key], value) if key in one else value for key, value in other.items()}
    if isinstance(one, list) and isinstance(other, list):
        return one + other
    return other
