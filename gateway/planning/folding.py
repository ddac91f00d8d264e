"""Decides the conditions of a plan that was made for every combination of them: what a request runs.

What is not selected is not asked for, nor what only it requires: each field, fetch and request bears the condition
under which something that was selected needs it.  Documents stay as they are, with `@include` and variables of the
gateway's own; a fetch that is left out of a request which is sent anyway gets no representations.  The result is a plan
as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from gateway.planning.conditions import Condition, holds
from gateway.planning.plan import TYPENAME, EntityFetch, Fetch, Plan, Request, Selected, Shape, ShapeField


def decided(plan: Plan, values: Mapping[str, bool]) -> Plan:
    """The plan with its conditions decided.

    Args:
        plan: with `folded` variables.
        values: of all of these.
    """
    return _Decision(values).plan(plan) if plan.folded else plan


class _Decision:
    def __init__(self, values: Mapping[str, bool]) -> None:
        self.values = values
        self.known: dict[Condition, bool] = {}
        self.shapes: dict[int, Shape] = {}

    def holds(self, condition: Condition | None) -> bool:
        if condition is None:
            return True
        found = self.known.get(condition)
        if found is None:
            found = self.known[condition] = holds(condition, self.values)
        return found

    def plan(self, plan: Plan) -> Plan:
        return replace(plan, requests=self.requests(plan.requests), shape=self.shape(plan.shape), folded=())

    # -- requests
    def requests(self, requests: Iterable[Request]) -> tuple[Request, ...]:
        """Those with something to ask, numbered anew; one that is gone is stood for by those it waited for."""
        made: list[Request] = []
        numbers: dict[int, frozenset[int]] = {}
        for request in requests:
            after = frozenset().union(*(numbers[each] for each in request.after))
            fetches = tuple(each for each in request.fetches if self.holds(each.when))
            if not fetches:
                numbers[request.id] = after
                continue
            numbers[request.id] = frozenset({len(made)})
            made.append(self.request(request, fetches, len(made), after))
        return tuple(made)

    def request(self, request: Request, fetches: tuple[Fetch, ...], number: int, after: frozenset[int]) -> Request:
        left_out = [each for each in request.fetches if isinstance(each, EntityFetch) and not self.holds(each.when)]
        return replace(
            request,
            id=number,
            fetches=tuple(map(self.fetch, fetches)),
            after=tuple(sorted(after)),
            switches=(),
            constants=(
                *((name, self.holds(condition)) for name, condition in request.switches),
                *((each.variable, ()) for each in left_out if not each.contexts),
            ),
        )

    def fetch(self, fetch: Fetch) -> Fetch:
        selection = self.selection(fetch.selection)
        if isinstance(fetch, EntityFetch):
            return replace(fetch, selection=selection, when=None)
        keys = tuple(key for key in fetch.keys if self.holds(fetch.conditions.get(key)))
        return replace(fetch, selection=selection, keys=keys, conditions={}, when=None)

    def selection(self, selection: tuple[Selected, ...]) -> tuple[Selected, ...]:
        return tuple(
            replace(each, when=None, children=None if each.children is None else self.selection(each.children))
            for each in selection
            if self.holds(each.when)
        )

    # -- the shape
    def shape(self, shape: Shape) -> Shape:
        """Once for each: types share shapes."""
        found = self.shapes.get(id(shape))
        if found is None:
            by_type = {name: self.fields(fields) for name, fields in shape.by_type.items()}
            uniform = None if shape.uniform is None else self.fields(shape.uniform)
            if uniform is not None and any(field.source == TYPENAME for field in uniform):
                uniform = None
            found = self.shapes[id(shape)] = Shape(shape.type_name, by_type, uniform)
        return found

    def fields(self, fields: tuple[ShapeField, ...]) -> tuple[ShapeField, ...]:
        """In the order of the first selections that count (GraphQL spec, "CollectFields")."""
        placed = [(place, field) for field in fields if (place := self.place(field)) is not None]
        return tuple(
            replace(field, occurrences=(), child=None if field.child is None else self.shape(field.child))
            for _, field in sorted(placed, key=lambda each: each[0])
        )

    def place(self, field: ShapeField) -> int | None:
        return next((place for condition, place in field.occurrences if self.holds(condition)), None)
