"""One subgraph request for the typed executor: what it asks for, how its answer is decoded, where the parts go.

Targets of one fetch whose objects cannot stand for each other form groups; the answer is decoded once for each group,
so that no group shares an object with another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import UNSET

from gateway.execution.answers import deliver
from gateway.execution.collect import descend
from gateway.execution.merge import copied, merge, undo_renames
from gateway.execution.program import FetchProgram
from gateway.execution.representations import read_representations
from gateway.execution.silence import Silent, leave
from gateway.execution.typed.collecting import Finder
from gateway.execution.typed.layout import Place, Target
from gateway.execution.typed.reading import Pair, Reader
from gateway.execution.typed.structs import Member, attribute, define
from gateway.execution.typed.text import check_utf8
from gateway.planning.plan import EntityFetch, Fetch, Path, Rename, RootFetch

Representations = dict[bytes, int]
"""JSON bytes of each distinct representation, and its index."""
_LACKING: Final = "a key that should be there"


class Anomaly(Exception):
    """Something that only the table-driven executor deals with."""


class State:
    """What one run of a typed program has so far.

    Args:
        root: the response's root object.
    """

    __slots__ = ("found", "left", "root", "silent")

    def __init__(self, root: Any) -> None:
        self.root = root
        self.found: dict[Finder, list[Any]] = {}
        self.left: list[tuple[tuple[str, ...], list[Any]]] = []
        """Objects that a fetch had nothing for, and the attributes that it would have set."""
        self.silent = Silent()
        """The same of JSON values."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """How the parts of an answer go to structs: attributes to set, and those to merge since others write them too."""

    attributes: tuple[str, ...]
    merged: tuple[str, ...]
    copies: bool

    def assign(self, target: Any, part: Any) -> None:
        """Set the fields of `target` to those of `part`."""
        for name in self.attributes:
            setattr(target, name, getattr(part, name))
        for name in self.merged:
            value = getattr(part, name)
            _merge_into(target, name, _own(value) if self.copies else value)


class TypedGroup:
    """Targets of one fetch at places whose objects can stand for each other."""

    def __init__(self, places: Sequence[Place], finders: Sequence[Finder], fetch: FetchProgram, keys: Sequence[str]):
        self._finders = tuple(finders)
        self._readers = tuple(_reader(place, fetch.fetch) for place in places if isinstance(fetch.fetch, EntityFetch))
        shared = [key for key in keys if any(len(place.fields[key].writers) > 1 for place in places)]
        self._assignment = Assignment(
            tuple(attribute(key) for key in keys if key not in shared),
            tuple(attribute(key) for key in shared),
            fetch.copies,
        )
        self._all = tuple(map(attribute, keys))
        self._renames = tuple(JsonRename(places[0], rename) for rename in fetch.fetch.renames)

    def targets(self, state: State) -> list[Any]:
        """The objects, each once."""
        if len(self._finders) == 1:
            return self._finders[0].find(state.root, state.found)
        lists = [finder.find(state.root, state.found) for finder in self._finders]
        return list(dict.fromkeys(chain.from_iterable(lists)))

    def ask(self, state: State, representations: Representations) -> list[Pair]:
        """The pairs of all targets; new representations are added."""
        void: list[Any] = []
        pairs: list[Pair] = []
        seen: dict[Any, None] = {}
        for finder, reader in zip(self._finders, self._readers, strict=True):
            targets = finder.find(state.root, state.found)
            if len(self._finders) > 1:
                targets = [each for each in targets if each not in seen]
                seen.update(dict.fromkeys(targets))
            without = reader.read(targets, representations, pairs)
            if not all(reader.may_lack(each, state.silent) for each in without):
                raise Anomaly(_LACKING)
            void += without
        if void:
            state.left.append((self._all, void))
        return pairs

    def deliver(self, state: State, pairs: list[Pair], entities: list[Any]) -> None:
        for rename in self._renames:
            for entity in entities:
                if entity is not None:
                    rename.undo(entity)
        missing: list[Any] = []
        assign = self._assignment.assign
        for index, target in pairs:
            entity = entities[index]
            if entity is None:
                missing.append(target)
            else:
                assign(target, entity)
        if missing:
            state.left.append((self._all, missing))

    def deliver_root(self, state: State, part: Any) -> None:
        for rename in self._renames:
            rename.undo(part)
        for target in self.targets(state):
            self._assignment.assign(target, part)


class JsonGroup:
    """Targets of one fetch that are JSON values."""

    def __init__(self, targets: Sequence[tuple[Finder, Target]], fetch: FetchProgram) -> None:
        self._ways = tuple((finder, attrgetter(attribute(target.key)), target.rest) for finder, target in targets)
        self._fetch = fetch

    def targets(self, state: State) -> list[Any]:
        """The objects, each once."""
        found: dict[int, Any] = {}
        for finder, get, rest in self._ways:
            values = [value for value in map(get, finder.find(state.root, state.found)) if value]
            for target in descend([{"": value} for value in values], ("", *rest)):
                found.setdefault(id(target), target)
        return list(found.values())

    def ask(self, state: State, representations: Representations) -> list[Pair]:
        fetch = self._fetch.fetch
        assert isinstance(fetch, EntityFetch)
        targets = self.targets(state)
        read = read_representations(targets, fetch.inputs, fetch.typename)
        if sum(map(len, read.values())) < len(targets) and not leave(targets, read.values(), fetch, state.silent):
            raise Anomaly(_LACKING)
        return [
            (representations.setdefault(encoded, len(representations)), sharing) for encoded, sharing in read.items()
        ]

    def deliver(self, state: State, pairs: list[Pair], entities: list[Any]) -> None:
        for index, targets in pairs:
            entity = entities[index]
            if entity is None:
                state.silent.add(targets, self._fetch.fetch.selection)
            else:
                self._deliver(entity, targets)

    def deliver_root(self, state: State, part: Any) -> None:
        self._deliver(part, self.targets(state))

    def _deliver(self, part: Any, targets: list[Any]) -> None:
        if not (undo_renames(part, self._fetch.fetch.renames) and deliver(part, targets, self._fetch.copies)):
            raise Anomaly("answers that do not fit")


class Asked(NamedTuple):
    """One fetch as asked: per group the pairs, and how many representations there are (none of a root fetch)."""

    pairs: list[list[Pair]]
    representations: int


class TypedFetch:
    """One fetch.

    Args:
        groups: of its targets; group i reads the i-th decoding of the answer.
    """

    def __init__(self, program: FetchProgram, groups: Sequence[TypedGroup | JsonGroup]) -> None:
        self.program = program
        self.groups = tuple(groups)
        self.rooted = isinstance(program.fetch, RootFetch)

    def ask(self, state: State, representations: Representations) -> Asked:
        """Read the representations, or see whether there are targets."""
        if self.rooted:
            return Asked([[(0, None)] if group.targets(state) else [] for group in self.groups], 0)
        pairs = [group.ask(state, representations) for group in self.groups]
        return Asked(pairs, len(representations))


class TypedRequest:
    """One subgraph request."""

    def __init__(self, fetches: Sequence[TypedFetch], parts: Sequence[Sequence[Member]]) -> None:
        self._fetches = tuple(fetches)
        self._decoders = tuple(_decoder(members) for members in parts)
        self._aliases = tuple(
            attribute(fetch.program.fetch.alias) if isinstance(fetch.program.fetch, EntityFetch) else ""
            for fetch in fetches
        )
        self._raw_keys = tuple(_raw_keys(fetch.program.fetch) for fetch in fetches)

    def ask(self, state: State) -> tuple[list[Asked], list[Representations]]:
        """What each fetch asks for, and the representations for the body."""
        asked: list[Asked] = []
        variables: list[Representations] = []
        for fetch in self._fetches:
            representations: Representations = {}
            asked.append(fetch.ask(state, representations))
            if isinstance(fetch.program.fetch, EntityFetch):
                variables.append(representations)
        return asked, variables

    def wanted(self, asked: Sequence[Asked]) -> bool:
        """Whether there is anything to ask."""
        return any(
            each.representations or (fetch.rooted and any(each.pairs))
            for fetch, each in zip(self._fetches, asked, strict=True)
        )

    def absorb(self, state: State, asked: Sequence[Asked], body: bytes) -> Any:
        """Decode the answer and put its parts where they belong; returns its `extensions`.

        Raises Anomaly, and what decoding raises: also for text that is no UTF-8 where nobody reads it.
        """
        check_utf8(body)
        extensions: Any = None
        for variant, decode in enumerate(self._decoders):
            answer = decode(body)
            if answer.errors is not None and answer.errors != []:
                raise Anomaly("errors")
            extensions = answer.extensions
            for number, fetch in enumerate(self._fetches):
                if variant < len(fetch.groups):
                    self._deliver(state, number, variant, asked[number], answer.data)
        return extensions

    def _deliver(self, state: State, number: int, variant: int, asked: Asked, data: Any) -> None:
        fetch = self._fetches[number]
        group = fetch.groups[variant]
        if fetch.rooted:
            if isinstance(group, JsonGroup):
                data = {key: getattr(data, attribute(key)) for key in self._raw_keys[number]}
            group.deliver_root(state, data)
            return
        if not asked.representations:
            return
        entities = getattr(data, self._aliases[number])
        if len(entities) != asked.representations:
            raise Anomaly("number of entities")
        group.deliver(state, asked.pairs[variant], entities)


def _reader(place: Place, fetch: EntityFetch) -> Reader:
    assert fetch.typename is not None  # elsewhere the layout has no structs
    return Reader(place, fetch.inputs, fetch.typename)


def _raw_keys(fetch: Fetch) -> tuple[str, ...]:
    return fetch.keys if isinstance(fetch, RootFetch) else ()


class JsonRename:
    """A rename somewhere in the JSON values below structs."""

    def __init__(self, place: Place, rename: Rename) -> None:
        self._gets: list[Callable[[Any], Any]] = []
        path = rename.path
        while (key := _key(path)) in place.fields and (below := place.fields[key].place) is not None:
            self._gets.append(attrgetter(attribute(key)))
            place, path = below, path[1:]
        self._get = attrgetter(attribute(_key(path)))
        self._renames = (rename._replace(path=("", *path[1:])),)

    def undo(self, part: Any) -> None:
        """Undo it in the part of an answer."""
        objects = [part]
        for get in self._gets:
            objects = _flat(map(get, objects))
        for each in objects:
            value = self._get(each)
            if value and not undo_renames({"": value}, self._renames):
                raise Anomaly("values that do not fit")


def _key(path: Path) -> str:
    """The first key of a path that begins at a struct, where there are no guards."""
    assert path, "a rename at a struct: the layout has none"
    assert isinstance(path[0], str)
    return path[0]


def _flat(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if type(value) is list:
            found += _flat(value)
        elif value:
            found.append(value)
    return found


def _decoder(members: Sequence[Member]) -> Callable[[bytes], Any]:
    answer = msgspec.defstruct(
        "Answer", (("data", define("Data", members)), ("errors", Any, None), ("extensions", Any, None)), gc=False
    )
    decode: Callable[[bytes], Any] = msgspec.json.Decoder(answer).decode
    return decode


def _own(value: Any) -> Any:
    return copied({"": value})[""]


def _merge_into(target: Any, name: str, value: Any) -> None:
    """Merge a JSON value into a field that others write too, as `merge` does."""
    present = getattr(target, name)
    held = {} if present is UNSET else {name: present}
    if not merge(held, {name: value}):
        raise Anomaly("answers that do not fit")
    setattr(target, name, held[name])
