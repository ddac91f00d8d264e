"""Where an object can have come from, and when two such sets of places are the same for all that is below.

What can be had of an object depends on the nodes it can be continued in: the closure of its places.  So an object
reached in another subgraph, but from which the same nodes can be reached, need not be looked at again: that is what
keeps the walk over a graph small in which everybody extends `User`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gateway.planning.entering import before_jumps
from gateway.planning.index import Index
from gateway.planning.positions import Position
from gateway.planning.steps import Alternative, Fork, Node, Step

Identity = object
"""Equal for places from which the same can be had."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """An object that was looked at: the nodes it was met in, and all that it could be continued in."""

    met: frozenset[Identity]
    nodes: tuple[Node, ...]
    closure: frozenset[Identity]


class Places:
    """Names, shrinks and remembers places of one supergraph.

    Args:
        index: of the supergraph.
        known: places that need not be looked at again either.
    """

    def __init__(self, index: Index, known: Places | None = None) -> None:
        self.index = index
        self.known = known
        self._seen: set[Identity] = set()
        self._looked: dict[str, list[_Looked]] = {}
        self._contexts: frozenset[str] = known._contexts if known else index.read_contexts()
        self._opens: dict[tuple[Node, Node], bool] = known._opens if known else {}

    def is_new(self, type_: str, places: Iterable[Alternative]) -> bool:
        """Whether these places of a type were never named before; from now on they were."""
        identity = type_, frozenset(map(self.identity, places))
        if self._has_seen(identity):
            return False
        self._seen.add(identity)
        return True

    def _has_seen(self, identity: Identity) -> bool:
        return identity in self._seen or (self.known is not None and self.known._has_seen(identity))

    def add(self, other: Places) -> None:
        """Remember what another has looked at."""
        self._seen |= other._seen
        for type_, looked in other._looked.items():
            self._looked.setdefault(type_, []).extend(looked)

    def identity(self, alternative: Alternative) -> Identity:
        if isinstance(alternative, Fork):
            return frozenset(frozenset(map(self.identity, branch)) for branch in alternative.branches)
        assumed = alternative.kind == "assume" and alternative.label
        around = tuple(node.identity for node in self._around(alternative))
        return alternative.node.identity, assumed, around

    def detached(self, alternatives: Iterable[Alternative]) -> tuple[Alternative, ...]:
        """The same places without the way to them: what follows depends on the nodes and the contexts around them
        alone, and memory stays bounded.  A fork whose branches are all alike is one of them."""
        found: dict[Identity, Alternative] = {}
        for alternative in alternatives:
            if isinstance(alternative, Step):
                found.setdefault(self.identity(alternative), self._detached(alternative))
                continue
            branches = {frozenset(map(self.identity, branch)): self.detached(branch) for branch in alternative.branches}
            if len(branches) == 1:
                found.update((self.identity(each), each) for branch in branches.values() for each in branch)
            else:
                found[frozenset(branches)] = Fork([list(branch) for branch in branches.values()])
        return tuple(found.values())

    def _detached(self, step: Step) -> Step:
        around: Step | None = None
        for node in reversed(self._around(step)):
            around = Step(around, "field", None, node, Position(), 0)
        return Step(around, "field", step.label, step.node, Position(), 0)

    def _around(self, step: Step) -> list[Node]:
        """The nearest object around a step's own for each context that fields may read, the nearest first."""
        found: list[Node] = []
        wanted = self._contexts
        at = step.parent if wanted else None
        while at is not None and wanted:
            if at.position is not step.position:
                names = self.index.contexts(at.node.type)
                if names & wanted:
                    found.append(before_jumps(at).node)
                    wanted -= names
            at = at.parent
        return found

    # -- closures
    def look(self, type_: str, places: Sequence[Step], closure: Sequence[Step]) -> None:
        """Remember what objects at these places can be continued in."""
        met = frozenset(map(self.identity, places))
        nodes = tuple({step.node.identity: step.node for step in places}.values())
        looked = _Looked(met, nodes, frozenset(map(self.identity, closure)))
        self._looked.setdefault(type_, []).append(looked)

    def is_known(self, type_: str, places: Sequence[Step]) -> bool:
        """Whether objects at these places can be continued in just the nodes that some other's could."""
        met = frozenset(map(self.identity, places))
        if any(met <= each.closure and self._opens_all(places, each) for each in self._looked.get(type_, ())):
            return True
        return self.known is not None and self.known.is_known(type_, places)

    def _opens_all(self, places: Sequence[Step], looked: _Looked) -> bool:
        return all(any(self.opens(step.node, node) for step in places) for node in looked.nodes)

    def opens(self, node: Node, other: Node) -> bool:
        """Whether an object at one node can be continued at the other by what is known at the first."""
        if node.identity == other.identity:
            return True
        if node.kind != "object" or other.kind != "object" or other.provided or node.type != other.type:
            return False
        asked = node, other
        found = self._opens.get(asked)
        if found is None:
            keys = (each.key for each in self.index.entries_into(other.type, other.graph))
            found = any(self.index.knows(node.graph, node.type, self.index.field_set(key)) for key in keys)
            self._opens[asked] = found
        return found
