"""Whether every operation the API schema allows can be answered: asked of the planner's own moves.

A breadth-first walk over the API schema carries, like the planner does, *all* places an object could have been
fetched from; a field must be reachable from at least one.  A state is a type with the set of such places: each is
visited once, so that the work grows with the graph and not with its paths, and the first failing path is a
shortest one.  What the planner can do and what composition promises cannot drift apart, as they are one engine.

A mutation field is called in one subgraph only, so one must do for all that is below it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
)

from gateway.composition.diagnostics import CompositionError, Diagnostics, Place
from gateway.composition.places import Places
from gateway.composition.unsatisfiable import explain
from gateway.federation.supergraph import Supergraph
from gateway.planning.errors import PlanError
from gateway.planning.explorer import Explorer
from gateway.planning.index import Index
from gateway.planning.positions import Position
from gateway.planning.selection import Selection
from gateway.planning.steps import JUMP_COST, NONE_ACTIVE, Alternative, Step, prune, tails
from gateway.planning.walker import Walker

MOST_STEPS = 2_000_000
"""Planner steps that the check may make for one kind of operation; some ten seconds of work."""

MOST_LABELS = 8
"""Labels of progressive overrides that are checked each on its own, besides all off and all on."""

NOWHERE = (Selection("?"),)
"""Children of a composite field of which nothing is known yet: never local, so that every subgraph is tried."""

Locate = Callable[[str], Iterable[Place]]
"""Where the subgraphs declare a coordinate."""

PathPart = str
"""A field's name, or `... on Type`."""


@dataclass(frozen=True, slots=True)
class _State:
    """An object of `type` reached by `path`, and all the places it can have come from."""

    type: GraphQLNamedType
    places: tuple[Alternative, ...]
    path: tuple[PathPart, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A field of the API schema, as it is asked for; `target` is what is below it, None for leaves."""

    name: str
    selection: Selection
    target: GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType | None


class _Fields:
    """The fields of the API schema's types, each made ready once."""

    def __init__(self) -> None:
        self._known: dict[str, list[_Asked]] = {}

    def of(self, parent: GraphQLObjectType | GraphQLInterfaceType) -> list[_Asked]:
        found = self._known.get(parent.name)
        if found is None:
            found = self._known[parent.name] = [_asked(name, field) for name, field in parent.fields.items()]
        return found


def _asked(name: str, field: GraphQLField) -> _Asked:
    target = get_named_type(field.type)
    if is_composite_type(target):
        return _Asked(name, Selection(name, children=NOWHERE), target)
    return _Asked(name, Selection(name), None)


def check_satisfiability(
    supergraph: Supergraph, locate: Locate, diagnostics: Diagnostics, budget: int = MOST_STEPS
) -> None:
    """Reports SATISFIABILITY_ERROR for each field that cannot be had somewhere, with the shortest operation.

    MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED when that takes more than `budget` planner steps.
    """
    fields = _Fields()
    for labels in _label_sets(supergraph.labels):
        index = Index(supergraph, labels)
        try:
            for operation in supergraph.roots:
                _Walk(index, Explorer(index, budget), fields, locate, diagnostics).operation(operation)
        except PlanError:
            message = f"Checking that every operation can be answered takes more than {budget:,} planner steps."
            diagnostics.error("MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED", message)
            return


def _label_sets(labels: frozenset[str]) -> Iterator[frozenset[str]]:
    yield frozenset()
    if len(labels) > 1 and len(labels) <= MOST_LABELS:
        yield from (frozenset({each}) for each in sorted(labels))
    if labels:
        yield labels


class _Walk:
    def __init__(
        self,
        index: Index,
        explorer: Explorer,
        fields: _Fields,
        locate: Locate,
        diagnostics: Diagnostics,
        known: Places | None = None,
    ) -> None:
        self.index = index
        self.explorer = explorer
        self.fields = fields
        self.walker = Walker(explorer)
        self.locate = locate
        self.diagnostics = diagnostics
        self.schema: GraphQLSchema = index.supergraph.api_schema
        self.places = Places(index, known)
        self.queue: deque[_State] = deque()
        self.kind = "query"

    def operation(self, kind: str) -> None:
        """Walks everything below a root type."""
        root = self.schema.get_type(self.index.supergraph.roots[kind])
        if not isinstance(root, GraphQLObjectType):
            return
        self.kind = kind
        for field in self.fields.of(root):
            ways = [way for entry in self._entries(root.name, field.name) for way in self._direct(entry, field)]
            if not ways:
                self._fail(root.name, field.name, [], (field.name,))
            elif kind == "query" or len(ways) == 1:
                self._follow(field, ways, (field.name,))
            else:
                self._one_subgraph(field, ways)
        self._drain()

    def _one_subgraph(self, field: _Asked, ways: Sequence[Alternative]) -> None:
        """All below a mutation or subscription field must be reachable from one subgraph's answer."""
        self._drain()
        found: list[CompositionError] = []
        for way in ways:
            trial = _Walk(self.index, self.explorer, self.fields, self.locate, Diagnostics(), self.places)
            trial.kind = self.kind
            trial._follow(field, [way], (field.name,))
            trial._drain()
            if not trial.diagnostics.errors:
                self.places.add(trial.places)
                return
            found = found or trial.diagnostics.errors
        self.diagnostics.errors += [error for error in found if error not in self.diagnostics.errors]

    def _entries(self, root: str, field: str) -> Iterator[Step]:
        for graph in self.index.holders(root, field):
            yield Step(None, "root", graph, self.index.node(graph, root), Position(), JUMP_COST)

    def _direct(self, entry: Step, field: _Asked) -> list[Alternative]:
        return self.explorer.direct(entry, field.selection, NONE_ACTIVE)

    def _drain(self) -> None:
        while self.queue:
            state = self.queue.popleft()
            self._visit(state)
            for step in tails(state.places):
                step.release()

    def _visit(self, state: _State) -> None:
        places = self.walker.narrow(list(state.places))
        if isinstance(state.type, GraphQLObjectType):
            self._object(state.type, places, state.path)
        elif isinstance(state.type, GraphQLInterfaceType):
            self._fields(state.type, _Alternatives(self.explorer, places), state.path)
        if isinstance(state.type, GraphQLInterfaceType | GraphQLUnionType):
            for member in self._members(state.type, places):
                casts = [way for each in places for way in self.explorer.casts(each, member.name) or ()]
                if casts:
                    self._object(member, casts, (*state.path, f"... on {member.name}"))

    def _members(
        self, abstract: GraphQLInterfaceType | GraphQLUnionType, places: list[Alternative]
    ) -> Iterable[GraphQLObjectType]:
        runtime = {name for step in tails(places) for name in self.index.runtime(step.node)}
        return [each for each in self.schema.get_possible_types(abstract) if each.name in runtime]

    def _object(self, parent: GraphQLObjectType, places: list[Alternative], path: tuple[PathPart, ...]) -> None:
        """The fields of an object, unless all that it can be continued in was looked at before."""
        steps = [each for each in places if isinstance(each, Step) and each.node.kind == "object"]
        if len(steps) < len(places):
            self._fields(parent, _Alternatives(self.explorer, places), path)
        elif not self.places.is_known(parent.name, steps):
            reached = _Reached(self.explorer, steps)
            self.places.look(parent.name, steps, reached.steps)
            self._fields(parent, reached, path)

    def _fields(
        self,
        parent: GraphQLObjectType | GraphQLInterfaceType,
        source: _Reached | _Alternatives,
        path: tuple[PathPart, ...],
    ) -> None:
        for field in self.fields.of(parent):
            ways = source.ways(field)
            if ways is None:
                continue
            if ways:
                self._follow(field, ways, (*path, field.name))
            else:
                self._fail(parent.name, field.name, source.places, (*path, field.name))

    def _follow(self, field: _Asked, ways: Sequence[Alternative], path: tuple[PathPart, ...]) -> None:
        target = field.target
        if target is None:
            return
        if not isinstance(target, GraphQLObjectType) and not self._agree_on_runtime_types(target.name, ways, path):
            return
        places = self.places.detached(ways)
        if self.places.is_new(target.name, places):
            self.queue.append(_State(target, places, path))

    def _agree_on_runtime_types(self, abstract: str, ways: Sequence[Alternative], path: tuple[PathPart, ...]) -> bool:
        """Whether subgraphs that share a field of abstract type can give something in common."""
        runtime = {
            self.index.supergraph.graphs[way.node.graph]: way.node.members
            for way in ways
            if isinstance(way, Step) and way.node.kind == "abstract"
        }
        if len(set(runtime.values())) < 2:
            return True
        parts = [f'{", ".join(sorted(types)) or "nothing"} in subgraph "{graph}"' for graph, types in runtime.items()]
        title = f'Shared field "{path[-1]}" of type "{abstract}" in\n{operation_text(self.kind, path)}\nhas'
        parents = dict.fromkeys(way.parent.node.type for way in ways if isinstance(way, Step) and way.parent)
        declared = [place for parent in parents for place in self.locate(f"{parent}.{path[-1]}")]
        places = [*declared, *(Place(graph) for graph in runtime)]
        if frozenset.intersection(*runtime.values()):
            message = f"{title} different runtime types: it can be {' but '.join(parts)}."
            self.diagnostics.hint("INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN", message, *places)
            return True
        message = f"{title} no runtime type in common between its subgraphs: it can be {' but '.join(parts)}."
        self.diagnostics.error("SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES", message, *places)
        return False

    def _fail(self, parent: str, name: str, places: list[Alternative], path: tuple[PathPart, ...]) -> None:
        reasons = explain(self.index, self.explorer, parent, name, places)
        operation = operation_text(self.kind, path)
        lines = [f"The following supergraph API query:\n{operation}\ncannot be satisfied by the subgraphs because:"]
        for graph, why in reasons.items():
            lines += [f'- from subgraph "{graph}":', *(f"  - {each}" for each in why)]
        coordinate = f"{parent}.{name}"
        where = [*self.locate(coordinate), *(Place(graph, coordinate) for graph in reasons)]
        self.diagnostics.error("SATISFIABILITY_ERROR", "\n".join(lines), *where)


class _Reached:
    """The ways to fields of an object that was met as such: in all that it can be continued in."""

    def __init__(self, explorer: Explorer, places: Sequence[Step]) -> None:
        self.explorer = explorer
        self.index = explorer.index
        self.places: list[Alternative] = list(places)
        self.steps = [step for place in places for step in explorer.reach(place)]
        self.plain: dict[str, dict[str, list[Step]]] = {}
        self.special: list[Step] = []
        for step in self.steps:
            if step.node.kind == "object" and not step.node.provided:
                self.plain.setdefault(step.node.type, {}).setdefault(step.node.graph, []).append(step)
            else:
                self.special.append(step)

    def ways(self, field: _Asked) -> list[Alternative] | None:
        """None: there are ways, to a field that nothing is below."""
        found: list[Alternative] = []
        for type_, plain in self.plain.items():
            for graph in self.holders(type_, plain, field.name):
                for step in plain.get(graph, ()):
                    if field.target is None and self.index.resolvable(graph, type_, field.name).how == "own":
                        return None
                    found += self.explorer.direct(step, field.selection, NONE_ACTIVE)
        for step in self.special:
            found += self.explorer.direct(step, field.selection, NONE_ACTIVE)
        return prune(found) if len(found) > 1 else found

    def holders(self, type_: str, plain: dict[str, list[Step]], name: str) -> Iterable[str]:
        """Those that have a field: all of them, or, of an object that is in one subgraph, only that one."""
        if len(plain) > 1:
            return self.index.holders(type_, name)
        return [graph for graph in plain if self.index.has(graph, type_, name)]


class _Alternatives:
    """The ways to fields of an object that may be one of several things."""

    def __init__(self, explorer: Explorer, places: list[Alternative]) -> None:
        self.explorer = explorer
        self.places = places

    def ways(self, field: _Asked) -> list[Alternative]:
        return prune([way for each in self.places for way in self.explorer.alternatives(each, field.selection)])


def operation_text(kind: str, path: Sequence[PathPart]) -> str:
    """The operation that selects `path`, as a client would write it."""
    lines = ["{" if kind == "query" else f"{kind} {{"]
    for depth, part in enumerate(path, start=1):
        last = depth == len(path)
        lines.append("  " * depth + part + ("" if last else " {"))
    lines += ["  " * depth + "}" for depth in range(len(path) - 1, -1, -1)]
    return "\n".join(lines)
