"""From chosen steps to a graph of fetches, and from that to requests.

A fetch is a chosen `root` or `jump` with everything chosen below it up to the next jump.  Fetches into one
subgraph at one place are merged when neither waits for the other, their representations agree, and nothing gets
deeper by it; entity fetches and returns to the root type that one subgraph is sent in the same step, or in one that
can wait, then travel as one request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec

from gateway.planning.batches import Batching
from gateway.planning.conditions import ALWAYS, Condition, either
from gateway.planning.index import Index
from gateway.planning.inputs import input_set, jump_inputs, merge_inputs
from gateway.planning.joining import joined
from gateway.planning.plan import ContextInput, InputSet, Path, TypeGuard
from gateway.planning.steps import ContextNeed, Step


class Draft(msgspec.Struct, eq=False):
    """A fetch in the making.

    `order` is the number of the mutation field it serves (0 in queries), `when` the condition under which it is needed.
    """

    heads: list[Step]
    path: Path
    order: int
    inputs: InputSet | None = None
    contexts: tuple[ContextInput, ...] = ()
    when: Condition = ALWAYS
    after: set[Draft] = msgspec.field(default_factory=set)

    @property
    def head(self) -> Step:
        return self.heads[0]

    @property
    def is_root(self) -> bool:
        return self.head.kind == "root"

    @property
    def is_entity(self) -> bool:
        return self.head.jump is not None and self.head.jump.key is not None

    @property
    def place(self) -> tuple[object, ...]:
        """Fetches at equal places may be merged; not where one may lack its inputs while the other has them."""
        node, when = self.head.node, self.when if self.is_entity else ALWAYS
        return node.graph, self.head.kind, node.type, self.path, self.is_entity, self.order, self.contexts == (), when


def path_to(step: Step) -> Path:
    """Source keys and type guards from the response root to a step."""
    elements: list[str | TypeGuard] = []
    at: Step | None = step
    while at is not None:
        if at.kind == "field":
            elements.append(at.source)
        elif at.kind in ("cast", "assume"):
            guard = TypeGuard(frozenset((at.label,)))
            if not elements or elements[-1] != guard:
                elements.append(guard)
        at = at.parent
    return tuple(reversed(elements))


def draft_fetches(index: Index, chosen: Iterable[Step], conditions: Mapping[Step, Condition]) -> list[Draft]:
    """Group chosen steps into merged fetches, in an order in which each comes after those it waits for.

    Args:
        index: of the supergraph.
        chosen: steps.
        conditions: of those that are not always needed.
    """
    heads = [step for step in chosen if step.starts_fetch]
    drafts = {head: Draft([head], path_to(head), head.order) for head in heads}
    for head, draft in drafts.items():
        draft.when = conditions.get(head, ALWAYS)
        draft.after = {drafts[other] for other in head.waits_for() if other in drafts and other is not head}
        if head.jump is not None:
            draft.inputs = jump_inputs(index, head)
            # Arguments that read the same share a variable.
            needs = {need.variable: need for need in head.jump.contexts}
            draft.contexts = tuple(context_input(index, need) for need in needs.values())
    return _Merger(list(drafts.values())).merged()


def context_input(index: Index, need: ContextNeed) -> ContextInput:
    """A contextual argument as the executor reads it."""
    at = need.ancestor
    inputs = input_set(index, at.node.type, at.position, need.wanted, key=False)
    return ContextInput(need.variable, need.type, path_to(at), inputs)


class _Merger:
    def __init__(self, drafts: list[Draft]) -> None:
        self.drafts = drafts
        self.depths: dict[Draft, int] = {}

    def merged(self) -> list[Draft]:
        if len(self.drafts) == 1:
            return self.drafts
        groups: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
        for draft in self.drafts:
            groups[draft.place].append(draft)
        crowded = [group for group in groups.values() if len(group) > 1]
        while any(self.merge_one(group) for group in crowded):
            pass
        self.join_adjacent_roots()
        return sorted(self.drafts, key=lambda draft: (draft.order, self.depth(draft)))

    def merge_one(self, group: list[Draft]) -> bool:
        """Merge the first pair of a group that allows it."""
        group.sort(key=self.depth)
        for number, early in enumerate(group):
            for late in group[number + 1 :]:
                inputs = self.common_inputs(early, late) if early.contexts == late.contexts else None
                if inputs is not None and self.may_merge(early, late):
                    late.inputs = inputs
                    self.merge(early, late)
                    group.remove(early)
                    return True
        return False

    def common_inputs(self, early: Draft, late: Draft) -> InputSet | None:
        if early.inputs is None or late.inputs is None:
            return InputSet(())
        return merge_inputs(early.inputs, late.inputs)

    def may_merge(self, early: Draft, late: Draft) -> bool:
        if self.reaches(early, late, set()) or self.reaches(late, early, set()):
            return False
        depth = self.depth(late)
        return all(self.depth(draft) > depth for draft in self.drafts if early in draft.after)

    def merge(self, early: Draft, late: Draft) -> None:
        late.heads = early.heads + late.heads
        late.after |= early.after
        late.when = either(early.when, late.when)
        self.drafts.remove(early)
        for draft in self.drafts:
            if early in draft.after:
                draft.after.remove(early)
                draft.after.add(late)
        self.depths.clear()

    def join_adjacent_roots(self) -> None:
        """Let neighbouring mutation fields of one subgraph travel together: it runs them in order (GraphQL, 6.2.2).

        Not where the earlier one has parts in other subgraphs: a field is done, with all below it, before the next.
        """
        roots = sorted((draft for draft in self.drafts if draft.is_root), key=lambda draft: draft.order)
        for before, after in pairwise(roots):
            alone = all(draft.order != before.order or draft is before for draft in self.drafts)
            if alone and before.head.node.graph == after.head.node.graph:
                self.merge(before, after)

    def reaches(self, start: Draft, goal: Draft, seen: set[Draft]) -> bool:
        """Whether `start` waits, however indirectly, for `goal`."""
        if start is goal:
            return True
        seen.add(start)
        return any(other not in seen and self.reaches(other, goal, seen) for other in start.after)

    def depth(self, draft: Draft) -> int:
        found = self.depths.get(draft)
        if found is None:
            self.depths[draft] = 0
            found = self.depths[draft] = 1 + max(map(self.depth, draft.after), default=0)
        return found


def batch(drafts: list[Draft], *, serial: bool, batching: Batching) -> list[tuple[list[Draft], set[int]]]:
    """Requests as lists of drafts with the numbers of the requests each waits for.

    A request does not name what it waits for by way of another, so that equal sets mean: ready at the same moment.

    Args:
        drafts: in topological order.
        serial: (mutations) everything of one root field is done before the next root field is sent.
        batching: what travels together.
    """
    groups: list[list[Draft]] = []
    waits: list[set[int]] = []
    steps: list[int] = []
    before: list[set[int]] = []
    number: dict[Draft, int] = {}
    together: dict[tuple[object, ...], int] = {}
    for draft in drafts:
        after = {number[other] for other in draft.after}
        if serial and draft.is_root:
            after = {number[other] for other in number if other.order < draft.order}
        earlier = set().union(*[before[other] for other in after])
        after -= earlier
        step = 1 + max([steps[other] for other in after], default=0)
        ready = draft.head.node.graph, draft.order, step if batching == "step" else frozenset(after)
        joined = None if draft.is_root else together.get(ready)
        if joined is not None:
            number[draft] = joined
            groups[joined].append(draft)
            waits[joined] |= after
            continue
        number[draft] = len(groups)
        if not draft.is_root:
            together[ready] = len(groups)
        groups.append([draft])
        waits.append(after)
        steps.append(step)
        before.append(after | earlier)
    kinds = [None if group[0].is_root else (group[0].head.node.graph, group[0].order) for group in groups]
    joinable = [kind for kind in kinds if kind is not None]
    if batching == "step" and len(set(joinable)) < len(joinable):
        groups, waits, steps = _with_time(groups, waits, kinds)
    return _in_order(groups, waits, steps)


def _with_time(
    groups: list[list[Draft]], waits: list[set[int]], kinds: Sequence[Hashable]
) -> tuple[list[list[Draft]], list[set[int]], list[int]]:
    """Let requests wait for others of the same kind, to one subgraph, where the plan gets no deeper by it."""
    together = joined(kinds, waits)
    number = {old: new for new, each in enumerate(together) for old in each.numbers}
    return (
        [[draft for old in each.numbers for draft in groups[old]] for each in together],
        [{number[other] for old in each.numbers for other in waits[old]} for each in together],
        [each.step for each in together],
    )


def _in_order(groups: list[list[Draft]], waits: list[set[int]], steps: list[int]) -> list[tuple[list[Draft], set[int]]]:
    """Requests numbered so that each comes after those it waits for, without waits that others imply."""
    ordered = sorted(range(len(groups)), key=steps.__getitem__)
    number = {old: new for new, old in enumerate(ordered)}
    before: list[set[int]] = []
    requests: list[tuple[list[Draft], set[int]]] = []
    for old in ordered:
        after = {number[other] for other in waits[old]}
        earlier = set().union(*[before[other] for other in after])
        before.append(after | earlier)
        requests.append((groups[old], after - earlier))
    return requests
