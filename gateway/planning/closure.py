"""The closure of what is known of an object under the keys of its subgraphs: cheapest first, each subgraph once.

A key whose fields are plain leaves costs what its dearest-found fields cost, and that can only fall when a subgraph
is entered that has one of them.  So every field's cheapest source is kept, and subgraphs that share a key are entered
together: a hundred subgraphs with one key take a hundred steps and not ten thousand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.planning.index import Doors, Entry
from gateway.planning.steps import Active, Alternative, Step, total

if TYPE_CHECKING:
    from gateway.planning.explorer import Explorer

Needs = tuple[Alternative, ...]
Way = tuple[int, Entry, Needs]


class Closure:
    """One object's continuations.

    Args:
        explorer: makes the moves.
        order: the steps that are known, to which those found are added.
        active: keys that are being resolved further out.
        doors: the ways into subgraphs that are looked for.
    """

    def __init__(self, explorer: Explorer, order: list[Step], active: Active, doors: Doors) -> None:
        self.explorer = explorer
        self.order = order
        self.active = active
        self.nested, self.flat, self.wanted = doors
        self.offers: dict[str, Alternative] = {}
        self.asked = 0

    def close(self, step: Step) -> None:
        """Enter every subgraph that can be entered."""
        been: set[tuple[str, str]] = set()
        while self.flat or self.nested:
            self.look()
            ways = self.cheapest()
            if not ways:
                return
            for _, entry, needs in ways:
                if (entry.graph, entry.type) not in been:
                    been.add((entry.graph, entry.type))
                    self.order.append(self.explorer.enter(step, entry, needs))
            self.forget(been)

    def look(self) -> None:
        """Ask the steps that are new for the fields of keys."""
        for step in self.order[self.asked :]:
            for name, selection in self.wanted.items():
                known = self.offers.get(name)
                if known is None or step.total < total(known):
                    for found in self.explorer.direct(step, selection, self.active):
                        if known is None or total(found) < total(known):
                            known = self.offers[name] = found
        self.asked = len(self.order)

    def cheapest(self) -> list[Way]:
        """The ways that cost least now: of plain keys all, as entering one makes no other cheaper."""
        best: list[Way] = []
        for key, entries in self.flat.items():
            needs = tuple([self.offers[each.name] for each in key if each.name in self.offers])
            if len(needs) == len(key):
                cost = sum(map(total, needs))
                if not best or cost <= best[0][0]:
                    best = [*(best if best and cost == best[0][0] else ()), *[(cost, each, needs) for each in entries]]
        for entry in self.nested:
            way = self.nested_way(entry)
            if way is not None and (not best or way[0] < best[0][0]):
                best = [way]
        return best

    def nested_way(self, entry: Entry) -> Way | None:
        key = self.explorer.index.field_set(entry.key)
        found = self.explorer.gather(self.order, key, self.active | {entry})
        return None if found is None else (sum(map(total, found)), entry, tuple(found))

    def forget(self, been: set[tuple[str, str]]) -> None:
        """Drop the ways into subgraphs that have been entered."""
        self.nested = [each for each in self.nested if (each.graph, each.type) not in been]
        left = {key: [each for each in of if (each.graph, each.type) not in been] for key, of in self.flat.items()}
        self.flat = {key: of for key, of in left.items() if of}
        if self.flat:
            names = {each.name for key in self.flat for each in key}
            self.wanted = {name: each for name, each in self.wanted.items() if name in names}
