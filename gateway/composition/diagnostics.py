"""Errors and hints of composition, as values, and the collector that every rule reports to.

An error says what is wrong (`message`), where (`coordinates`, `subgraphs`, and an `excerpt` of each place's SDL)
and what to do (`advice`).  Nothing raises and nothing stops at the first one: a rule reports and goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from graphql import Node, Source

from gateway.composition.error_codes import ERROR_CODES
from gateway.composition.hint_codes import HINT_CODES, HintLevel

WIDTH = 120
"""Characters of a line that an excerpt shows."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in a subgraph; all of it optional, as some findings belong to no line or to no subgraph."""

    subgraph: str | None = None
    coordinate: str | None = None
    node: Node | None = None
    source: Source | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a subgraph's SDL, or the part of a long one; `line` and `column` count from 1, `caret` from 0."""

    subgraph: str | None
    line: int
    column: int
    text: str
    caret: int = 0
    """Where the column is in `text`."""

    def __str__(self) -> str:
        where = f"{self.subgraph}:{self.line}:{self.column}" if self.subgraph else f"{self.line}:{self.column}"
        return f"{where} | {self.text}\n{' ' * len(where)} | {' ' * self.caret}^"

    def lines(self, indent: str) -> list[str]:
        return [indent + line for line in str(self).split("\n")]


@dataclass(frozen=True, slots=True)
class Finding:
    """What errors and hints have in common."""

    code: str
    message: str
    subgraphs: tuple[str, ...] = ()
    coordinates: tuple[str, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    advice: str = ""

    def to_dict(self) -> dict[str, Any]:
        """For JSON: the same members for every finding, lists that may be empty.

        A location's `line` and `column` count from 1; `sdl` is the line or a part of it, `caret` where in it, from 0.
        """
        return {
            "code": self.code,
            "message": self.message,
            "subgraphs": list(self.subgraphs),
            "coordinates": list(self.coordinates),
            "locations": [
                {
                    "subgraph": each.subgraph,
                    "line": each.line,
                    "column": each.column,
                    "sdl": each.text,
                    "caret": each.caret,
                }
                for each in self.excerpts
            ],
            "advice": self.advice,
        }

    def _text(self, head: str) -> str:
        lines = [head, *(line for each in self.excerpts for line in each.lines("    "))]
        return "\n".join([*lines, f"    → {self.advice}"] if self.advice else lines)


@dataclass(frozen=True, slots=True)
class CompositionError(Finding):
    """Why there is no supergraph."""

    def to_dict(self) -> dict[str, Any]:
        return {**Finding.to_dict(self), "level": "ERROR"}

    def __str__(self) -> str:
        return self._text(f"{self.code}: {self.message}")


@dataclass(frozen=True, slots=True)
class CompositionHint(Finding):
    """What composed, but deserves a look."""

    level: HintLevel = HintLevel.INFO

    def to_dict(self) -> dict[str, Any]:
        return {**Finding.to_dict(self), "level": self.level.value}

    def __str__(self) -> str:
        return self._text(f"{self.level.value} {self.code}: {self.message}")


@dataclass(slots=True)
class Diagnostics:
    """Collects; the same finding twice is one."""

    errors: list[CompositionError] = field(default_factory=list)
    hints: list[CompositionHint] = field(default_factory=list)

    def error(self, code: str, message: str, *places: Place, advice: str | None = None) -> None:
        """`code` must be in the table; `advice` overrides the table's sentence on what to do."""
        error = CompositionError(
            code, message, *_where(places), advice=ERROR_CODES[code].advice if advice is None else advice
        )
        if error not in self.errors:
            self.errors.append(error)

    def hint(self, code: str, message: str, *places: Place) -> None:
        known = HINT_CODES[code]
        hint = CompositionHint(code, message, *_where(places), advice=known.advice, level=known.level)
        if hint not in self.hints:
            self.hints.append(hint)


def _where(places: tuple[Place, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Excerpt, ...]]:
    subgraphs = dict.fromkeys(place.subgraph for place in places if place.subgraph)
    coordinates = dict.fromkeys(place.coordinate for place in places if place.coordinate)
    excerpts = dict.fromkeys(found for place in places if (found := excerpt(place)) is not None)
    return tuple(subgraphs), tuple(coordinates), tuple(excerpts)


def excerpt(place: Place) -> Excerpt | None:
    """The line a place's node begins on; None when the node was not read from a subgraph's SDL."""
    source, start = place.source, place.position
    location = getattr(place.node, "loc", None)
    if location is not None:
        name = getattr(getattr(place.node, "name", None), "loc", None)
        source, start = location.source, (name or location).start
    if source is None or start is None or source.name != place.subgraph:
        return None
    body = source.body
    begin = body.rfind("\n", 0, start) + 1
    end = body.find("\n", start)
    line = body[begin : len(body) if end < 0 else end].rstrip().replace("\t", " ")
    indent = len(line) - len(line.lstrip())
    text, caret = _shown(line[indent:], max(0, start - begin - indent))
    return Excerpt(place.subgraph, body.count("\n", 0, start) + 1, start - begin + 1, text, caret)


def _shown(line: str, caret: int) -> tuple[str, int]:
    """Of a long line, the part around the caret."""
    begin = max(0, caret - WIDTH // 3) if len(line) > WIDTH else 0
    head = "..." if begin else ""
    tail = "..." if len(line) > begin + WIDTH else ""
    return f"{head}{line[begin : begin + WIDTH]}{tail}", caret - begin + len(head)


def listed(words: Iterable[object]) -> str:
    """`"a", "b" and "c"`, for messages."""
    quoted = [f'"{word}"' for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}" if quoted else ""
