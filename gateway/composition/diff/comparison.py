"""Two schemas side by side, and the collector that every rule reports to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from gateway.composition.diff.change import Change, Level
from gateway.composition.diff.usage import Usage
from gateway.federation.model import Schema

T = TypeVar("T")

UNREACHED = "No operation on the old schema can reach it."


@dataclass(slots=True)
class Comparison:
    """The rules read `old`, `new` and `usage` (of the old schema), and add to `changes`."""

    old: Schema
    new: Schema
    usage: Usage
    changes: list[Change] = field(default_factory=list)

    def add(self, level: Level, code: str, coordinate: str, message: str, reason: str, *, owner: str | None) -> None:
        """Report a change.

        Args:
            owner: the type of the old schema that it happens to: when nothing reaches that, the change is safe.
        """
        if owner is not None and owner not in self.usage.reached and level is not Level.SAFE:
            level, reason = Level.SAFE, UNREACHED
        self.changes.append(Change(level, code, coordinate, message, reason))

    def safe(self, code: str, coordinate: str, message: str, reason: str) -> None:
        self.changes.append(Change(Level.SAFE, code, coordinate, message, reason))


def compare(
    old: Mapping[str, T],
    new: Mapping[str, T],
    *,
    removed: Callable[[T], None],
    added: Callable[[T], None],
    both: Callable[[T, T], None],
) -> None:
    """Pair what has the same name, in the old order and then the new one."""
    for name, before in old.items():
        if name in new:
            both(before, new[name])
        else:
            removed(before)
    for after in _only(new, old):
        added(after)


def _only(these: Mapping[str, T], not_in: Mapping[str, T]) -> Iterator[T]:
    return (each for name, each in these.items() if name not in not_in)
