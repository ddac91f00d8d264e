"""Operation to plan, in five movements.

    client tree     the operation as shape and selections, for one variant
    walk            every leaf's alternatives over the supergraph's subgraphs
    choose          one alternative per leaf, the cheapest together
    drafts          chosen steps grouped into fetches, merged where nothing waits longer for it
    requests        fetches batched into documents

Each is a module of its own.  The whole is a pure function of its arguments.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.federation.supergraph import Supergraph
from gateway.planning.batches import Batching
from gateway.planning.chooser import Chooser, Score
from gateway.planning.client import ClientTree
from gateway.planning.document import Document, Variant
from gateway.planning.errors import PlanError
from gateway.planning.explorer import Explorer
from gateway.planning.fetches import draft_fetches
from gateway.planning.index import Index
from gateway.planning.leaves import Leaves
from gateway.planning.plan import Plan
from gateway.planning.positions import Position
from gateway.planning.requests import RequestBuilder
from gateway.planning.selection import Selection
from gateway.planning.steps import JUMP_COST, NONE_ACTIVE, Step
from gateway.planning.walker import Walker

BUDGET = 200_000
"""Steps one plan may explore before it is given up (`QUERY_PLAN_TOO_COMPLEX`)."""

LOOKS_PER_STEP = 5
"""How many selections may be looked at, once for each object type they could be on, for each step of the budget."""

LABEL_SETS = 64
"""Combinations of override labels whose facts are kept at a time: there are two to the power of the labels."""


class Planner:
    """Plans operations over one supergraph; keeps what plans have in common.

    Args:
        supergraph: to plan over.
        budget: see `BUDGET`.
        batching: which fetches to one subgraph travel as one request.
    """

    def __init__(self, supergraph: Supergraph, budget: int = BUDGET, batching: Batching = "step") -> None:
        self.supergraph = supergraph
        self.budget = budget
        self.batching = batching
        self._indexes: dict[frozenset[str], Index] = {}

    def plan(self, document: Document, variant: Variant, budget: int | None = None) -> Plan:
        """The plan of one variant of a document.

        Args:
            document: read against the same supergraph.
            variant: of that document.
            budget: less than the planner's own, to give up earlier.

        Raises:
            PlanError: a field cannot be reached, or the budget was spent.
        """
        index = self._indexes.get(variant.labels)
        if index is None:
            if len(self._indexes) >= LABEL_SETS:
                self._indexes.clear()
            index = self._indexes[variant.labels] = Index(self.supergraph, variant.labels)
        return _Planning(index, self.budget if budget is None else budget, self.batching, document, variant).plan()


def plan(supergraph: Supergraph, document: Document, variant: Variant) -> Plan:
    """Plan one operation; for many, keep a `Planner`.

    Raises:
        PlanError: as `Planner.plan`.
    """
    return Planner(supergraph).plan(document, variant)


class _Planning:
    def __init__(self, index: Index, budget: int, batching: Batching, document: Document, variant: Variant) -> None:
        self.index = index
        self.batching = batching
        self.document = document
        self.client = ClientTree(index.supergraph, document, variant, budget * LOOKS_PER_STEP, index.leaves)
        self.explorer = Explorer(index, budget)
        self.walker = Walker(self.explorer, folded=bool(self.client.folded))
        self.leaves = Leaves(folded=bool(self.client.folded))
        self.root_type = index.supergraph.roots[document.kind]
        node = index.node("", self.root_type)
        self.start = self.explorer.step(None, "operation", document.kind, node, self.client.root.position, 0)

    def plan(self) -> Plan:
        """The plan; what it took is let go at once, since only a collector of cycles would find it later."""
        made = self.made()
        self.start.release()
        self.explorer.close()
        return made

    def made(self) -> Plan:
        selections = self.client.fetched(self.client.root)
        steps = self.serial(selections) if self.document.kind == "mutation" else self.parallel(selections)
        conditions = self.leaves.conditions
        drafts = draft_fetches(self.index, steps, conditions)
        requests = RequestBuilder(self.index, self.document, steps, conditions).build(drafts, self.batching)
        return Plan(
            kind=self.document.kind,
            requests=requests,
            shape=self.client.shape(self.client.root),
            cost=sum(step.cost for step in steps),
            folded=self.client.folded,
        )

    def entries(self, selections: Sequence[Selection], order: int | None = None) -> list[Step]:
        """One root step per subgraph that has any of the selections."""
        made = []
        for graph in self.index.facts(self.root_type).joins:
            node = self.index.node(graph, self.root_type)
            if not any(self.index.may_have(node, each.name) for each in selections):
                continue
            label: object = graph if order is None else (order, graph)
            made.append(self.explorer.step(self.start, "root", label, node, self.position, JUMP_COST))
        return made

    @property
    def position(self) -> Position:
        return self.client.root.position

    def parallel(self, selections: tuple[Selection, ...]) -> list[Step]:
        entries = self.entries(selections)
        for selection in selections:
            ways = [way for entry in entries for way in self.explorer.direct(entry, selection, NONE_ACTIVE)]
            if not ways:
                raise self.no_root(selection)
            self.walker.walk_below(ways, selection, self.leaves.add)
        chooser = Chooser(self.batching)
        chooser.choose(self.leaves.ways)
        self.leaves.mark(chooser)
        return list(chooser.uses)

    def serial(self, selections: tuple[Selection, ...]) -> list[Step]:
        """Every mutation field whole in exactly one subgraph, the one from which the rest costs least."""
        steps: dict[Step, None] = {}
        for order, selection in enumerate(selections):
            best: tuple[Score, Chooser, Leaves] | None = None
            failure: PlanError | None = None
            for entry in self.entries((selection,), order):
                try:
                    found = self.mutation_field(entry, selection)
                except PlanError as error:
                    failure = error
                    continue
                if found is not None and (best is None or found[0] < best[0]):
                    best = found
            if best is None:
                raise failure or self.no_root(selection)
            _, chooser, leaves = best
            leaves.mark(chooser)
            self.leaves.conditions.update(leaves.conditions)
            steps.update(dict.fromkeys(chooser.uses))
        return list(steps)

    def mutation_field(self, entry: Step, selection: Selection) -> tuple[Score, Chooser, Leaves] | None:
        ways = self.explorer.direct(entry, selection, NONE_ACTIVE)
        if not ways:
            return None
        leaves = Leaves(folded=bool(self.client.folded))
        self.walker.walk_below(ways, selection, leaves.add)
        chooser = Chooser(self.batching)
        return chooser.choose(leaves.ways), chooser, leaves

    def no_root(self, selection: Selection) -> PlanError:
        return PlanError("QUERY_PLAN_NOT_FOUND", f'No subgraph has the root field "{selection.name}".')
