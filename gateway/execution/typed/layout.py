"""Where a plan's data goes: a tree of places with the fields that clients see and those only the gateway needs.

A *place* is a position whose objects have one type known beforehand, so that a struct can stand there.  Everything
else (abstract types, renamed fields, parts written by several fetches, hidden objects) stays JSON values inside the
struct above it and is projected at the end, as the table-driven executor does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from graphql import GraphQLOutputType, is_non_null_type

from gateway.execution.typed.selection import Selection, selection_of
from gateway.planning.plan import (
    TYPENAME,
    EntityFetch,
    Fetch,
    InputSet,
    Path,
    Plan,
    RootFetch,
    Shape,
    ShapeField,
    TypeGuard,
)

Keys = tuple[str, ...]


class UntypableError(Exception):
    """The operation is none for the typed executor; the message says why."""


class _StaysJson(Exception):
    """What is at these keys cannot be a struct."""

    def __init__(self, keys: Keys) -> None:
        super().__init__(".".join(keys))
        self.keys = keys


class Writer(NamedTuple):
    """A fetch: its request's id, and its index there."""

    request: int
    fetch: int


@dataclass(slots=True, eq=False)
class Field:
    """One field of a place.

    Args:
        key: response key if clients see it, else the source key.
        visible: clients see it.
        type: the API schema's; None if it is hidden.
        place: where its objects are, if they are structs.
        shape: of its objects, if clients see them and they stay JSON values.
        constant: its value is known: a type name, or the null of a denied field.
        introspection: answered from the API schema.
        writers: the fetches that select it here.
        inner: those that write further down in its JSON values, and where.
    """

    key: str
    visible: bool = True
    type: GraphQLOutputType | None = None
    place: Place | None = None
    shape: Shape | None = None
    constant: bool = False
    introspection: bool = False
    writers: list[Writer] = field(default_factory=list)
    inner: list[tuple[Writer, Path]] = field(default_factory=list)

    def writes(self) -> tuple[object, ...]:
        """Which fetches write it, and what is below it."""
        return tuple(self.writers), tuple(self.inner), self.place.writes() if self.place else ()

    @property
    def is_leaf(self) -> bool:
        """Whether it is known to be one: of hidden fields nothing is known."""
        return self.type is not None and self.place is None and self.shape is None

    @property
    def required(self) -> bool:
        return self.type is not None and is_non_null_type(self.type)


@dataclass(slots=True, eq=False)
class Place:
    """A position of structs.

    Args:
        keys: the way to it from the root.
        parent: the place above it; None for the root.
        shared: an object may be reached on several ways.
        alike: one fetch brought its objects with all that is below them, so that of equal ones one can stand for all.
    """

    keys: Keys
    type_name: str
    parent: Place | None
    fields: dict[str, Field]
    shared: bool = False
    alike: bool = False

    @property
    def creators(self) -> list[Writer]:
        """The fetches whose answers its objects are decoded from; none for the root."""
        return self.parent.fields[self.keys[-1]].writers if self.parent else []

    @property
    def brought(self) -> list[Field]:
        """The fields that come with its objects.  Not of the root."""
        [creator] = self.creators
        return [each for each in self.fields.values() if creator in each.writers]

    def writes(self) -> tuple[object, ...]:
        """Which fetches write what at the place and below; equal for places that may share objects."""
        return tuple((each.key, *each.writes()) for each in self.fields.values())


class Target(NamedTuple):
    """Where a fetch reads and writes: at a place, or at JSON values `rest` below its field `key`."""

    place: Place
    key: str = ""
    rest: Path = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of a plan, and per request and fetch what is selected and where it goes."""

    root: Place
    selections: tuple[tuple[Selection, ...], ...]
    targets: tuple[tuple[tuple[Target, ...], ...], ...]

    def places(self) -> Iterator[Place]:
        """All places, those below first."""
        yield from _below(self.root)


def lay_out(plan: Plan) -> Layout:
    """The places of `plan`.  Raises UntypableError."""
    if any(isinstance(fetch, EntityFetch) and fetch.contexts for each in plan.requests for fetch in each.fetches):
        raise UntypableError("arguments come from contexts")
    selections = tuple(tuple(selection_of(fetch.selection) for fetch in request.fetches) for request in plan.requests)
    json: set[Keys] = set()
    while True:
        try:
            return _Builder(plan, selections, json).layout()
        except _StaysJson as conflict:
            if not conflict.keys:
                raise UntypableError("the root object cannot be a struct") from None
            json.add(conflict.keys)


def paths_of(fetch: Fetch) -> tuple[Path, ...]:
    """Where the targets of `fetch` are."""
    return fetch.paths if isinstance(fetch, EntityFetch) else (fetch.path,)


class _Builder:
    """One attempt, with the keys known so far to stay JSON values."""

    def __init__(self, plan: Plan, selections: tuple[tuple[Selection, ...], ...], json: set[Keys]) -> None:
        self._plan = plan
        self._selections = selections
        self._json = json
        root = self._place(plan.shape, (), None)
        if root is None:
            raise _StaysJson(())
        self._root = root

    def layout(self) -> Layout:
        targets = tuple(
            tuple(tuple(self._target(path) for path in paths_of(fetch)) for fetch in request.fetches)
            for request in self._plan.requests
        )
        for request, per_fetch in zip(self._plan.requests, targets, strict=True):
            for index, fetch in enumerate(request.fetches):
                writer = Writer(request.id, index)
                selection = self._selections[request.id][index]
                for target in per_fetch[index]:
                    if target.key:
                        self._hold(target, writer)
                    else:
                        self._check_fetch(target.place, fetch)
                        self._write(target.place, selection, writer)
        for place in _below(self._root):
            self._check(place)
        for place in _below(self._root):
            place.alike = place.parent is not None and _came_whole(place)
        self._mark_shared(self._root)
        return Layout(self._root, self._selections, targets)

    def _place(self, shape: Shape, keys: Keys, parent: Place | None) -> Place | None:
        if keys in self._json or not _typable(shape, is_root=parent is None):
            return None
        place = Place(keys, shape.type_name, parent, {})
        for item in shape.by_type[shape.type_name]:
            if item.key in place.fields:
                return None
            place.fields[item.key] = self._field(item, place)
        return place

    def _field(self, item: ShapeField, place: Place) -> Field:
        if item.source == TYPENAME or item.denied:
            return Field(item.key, type=item.type, constant=True)
        if item.introspection:
            return Field(item.key, type=item.type, introspection=True)
        made = Field(item.key, type=item.type)
        if item.child is not None:
            made.place = self._place(item.child, (*place.keys, item.key), place)
            made.shape = None if made.place else item.child
        return made

    def _target(self, path: Path) -> Target:
        place = self._root
        for index, element in enumerate(path):
            if isinstance(element, TypeGuard):
                raise _StaysJson(place.keys)
            found = place.fields.get(element)
            if found is None or found.place is None:
                return Target(place, element, path[index + 1 :])
            place = found.place
        return Target(place)

    def _hold(self, target: Target, writer: Writer) -> None:
        """Note that `writer` writes into JSON values."""
        held = target.place.fields.setdefault(target.key, Field(target.key, visible=False))
        if held.place or held.constant or held.introspection:
            raise _StaysJson(target.place.keys)
        held.inner.append((writer, target.rest))

    def _check_fetch(self, place: Place, fetch: Fetch) -> None:
        """Raises _StaysJson if structs at `place` would be too little for `fetch`."""
        for rename in fetch.renames:
            below = self._descended(place, rename.path)
            if below is not None:
                raise _StaysJson(below.keys)
        if isinstance(fetch, EntityFetch):
            if fetch.typename is None:
                raise _StaysJson(place.keys)
            _check_inputs(place, fetch.inputs)

    def _descended(self, place: Place, path: Path) -> Place | None:
        """The place at `path` below `place`, if there are structs."""
        for element in path:
            found = place.fields.get(element) if isinstance(element, str) else None
            if found is None or found.place is None:
                return None if isinstance(element, str) else place
            place = found.place
        return place

    def _write(self, place: Place, selection: Selection, writer: Writer) -> None:
        if selection.conditional:
            raise _StaysJson(place.keys)
        for key, below in selection.fields.items():
            if key == TYPENAME:
                continue
            written = place.fields.setdefault(key, Field(key, visible=False))
            if written.constant or written.introspection:
                raise _StaysJson(place.keys)
            if writer not in written.writers:
                written.writers.append(writer)
            if written.place is not None:
                if below is None or len(written.writers) > 1:
                    raise _StaysJson(written.place.keys)
                self._write(written.place, below, writer)

    def _check(self, place: Place) -> None:
        if any(not (each.writers or each.constant or each.introspection) for each in place.fields.values()):
            raise _StaysJson(place.keys)

    def _mark_shared(self, place: Place) -> None:
        for each in place.fields.values():
            if each.place is not None:
                each.place.shared = place.shared or each.place.alike or not all(map(self._at_root, each.writers))
                self._mark_shared(each.place)

    def _at_root(self, writer: Writer) -> bool:
        fetch = self._plan.requests[writer.request].fetches[writer.fetch]
        return isinstance(fetch, RootFetch) and not fetch.path


def _came_whole(place: Place) -> bool:
    """Whether what the creating fetch brings to a place, at least a field, is leaves and objects that came whole."""
    brought = place.brought
    return bool(brought) and all(_came_whole(each.place) if each.place else each.is_leaf for each in brought)


def _typable(shape: Shape, *, is_root: bool) -> bool:
    fields = shape.by_type.get(shape.type_name)
    return (
        fields is not None
        and len(shape.by_type) == 1
        and shape.uniform is None
        and all(_plain(item, is_root=is_root) for item in fields)
    )


def _plain(item: ShapeField, *, is_root: bool) -> bool:
    if item.denied:
        return not is_non_null_type(item.type)
    if item.introspection:
        return is_root
    return item.source in (TYPENAME, item.key)


def _check_inputs(place: Place, inputs: InputSet) -> None:
    """Raises _StaysJson where what a representation reads depends on the runtime type, or is no plain field."""
    if inputs.by_type:
        raise _StaysJson(place.keys)
    for item in inputs.fields:
        found = place.fields.get(item.source)
        if item.source == TYPENAME or (found is not None and (found.constant or found.introspection)):
            raise _StaysJson(place.keys)
        if item.children is not None and found is not None and found.place is not None:
            _check_inputs(found.place, item.children)


def _below(place: Place) -> Iterator[Place]:
    for each in place.fields.values():
        if each.place is not None:
            yield from _below(each.place)
    yield place
