"""Taking a checked answer apart: entities to the targets that asked for them, errors to the failures.

The first target of a representation receives the entity itself; further ones share its nested objects, unless other
fetches write below them: then they get a copy.  A null entity leaves its targets as they are, without an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from gateway.execution.codes import ErrorCode
from gateway.execution.collect import Object, collect, target_paths
from gateway.execution.contexts import Values
from gateway.execution.failures import Failure, SourcePath, Spot, Unsent
from gateway.execution.merge import copied, merge, undo_renames
from gateway.execution.places import item_at
from gateway.execution.ports import SubgraphError
from gateway.execution.representations import Representations
from gateway.execution.responses import ReportedError, Response, invalid
from gateway.planning.plan import EntityFetch, Fetch, Path, Rename, Request, RootFetch, TypeGuard, repetition


class Asked(NamedTuple):
    """A fetch as sent, or one repetition of it.

    Args:
        fetch: as planned.
        copies: targets that share an entity get their own copies.
        representations: of an entity fetch.
        groups: the targets that share one answer: per representation, or all those of a root fetch.
        number: which repetition of a contextual fetch this is.
        values: of its contexts.
    """

    fetch: Fetch
    copies: bool
    representations: Representations
    groups: list[list[Object]]
    number: int = 0
    values: Values = ()

    @property
    def is_entity(self) -> bool:
        return isinstance(self.fetch, EntityFetch)

    def names(self) -> tuple[str, str]:
        """The alias and the variable of an entity fetch in the document that was sent."""
        assert isinstance(self.fetch, EntityFetch)
        own = repetition(self.number)
        return self.fetch.alias + own, self.fetch.variable + own

    def contexts(self) -> Iterator[tuple[str, bytes]]:
        """The contextual variables with their JSON values."""
        if isinstance(self.fetch, EntityFetch):
            for context, value in zip(self.fetch.contexts, self.values, strict=True):
                yield context.variable + repetition(self.number), value


def absorb(subgraph: str, response: Response, asked: Sequence[Asked]) -> list[Failure]:
    """Merge the answer into the targets; what failed comes back, one for each origin."""
    failures: list[Failure] = []
    if response.errors:
        whole = [_unfilled(item) for item in asked]
        failures += [_reported(subgraph, error, response.data, asked, whole) for error in response.errors]
    for item in asked:
        if isinstance(item.fetch, EntityFetch):
            problem = _merge_entities(item.fetch, item, response)
            if problem:
                failures.append(_failure(subgraph, invalid(subgraph, problem), [_unfilled(item)]))
        elif left_out := _merge_root(item.fetch, item, response):
            error = invalid(subgraph, "left out fields it was asked for")
            failures.append(_failure(subgraph, error, [_unfilled(item, left_out)]))
    return failures


def failed(subgraph: str, error: SubgraphError, asked: Sequence[Asked]) -> list[Failure]:
    """The failure of a request without a usable answer."""
    return [_failure(subgraph, error, [_unfilled(item) for item in asked])]


def unsendable(root: Object, request: Request) -> Failure:
    """The failure of a request whose representations cannot be written."""
    spots = [Spot(collect(root, target_paths(fetch)), (), fetch.selection) for fetch in request.fetches]
    message = f"What subgraph '{request.subgraph}' needs to know is nested too deeply to be sent."
    return Failure(request.subgraph, ErrorCode.INVALID_VALUE.value, message, spots=tuple(spots))


def unsent(request: Request, asked: Sequence[Asked]) -> Iterator[Unsent]:
    """The entity fetches of a request, with the targets for which they are sent."""
    sent: dict[int, set[int]] = {id(fetch): set() for fetch in request.fetches}
    for item in asked:
        sent[id(item.fetch)].update(id(target) for group in item.groups for target in group)
    for fetch in request.fetches:
        if isinstance(fetch, EntityFetch):
            yield Unsent(fetch, frozenset(sent[id(fetch)]))


def _failure(subgraph: str, error: SubgraphError, spots: Sequence[Spot]) -> Failure:
    return Failure(subgraph, error.code, error.message, spots=tuple(spots), detail=error.detail)


def _unfilled(asked: Asked, only: frozenset[str] | None = None) -> Spot:
    """All that a fetch was to fill, or only some of its fields."""
    targets = [target for group in asked.groups for target in group]
    wanted = asked.fetch.selection
    return Spot(targets, (), tuple(each for each in wanted if only is None or each.source in only))


def _merge_root(fetch: RootFetch, asked: Asked, response: Response) -> frozenset[str]:
    """Merge top-level fields; the source keys of those that are missing without the subgraph saying why."""
    fields = {key: response.data[key] for key in fetch.keys if key in response.data}
    missing = frozenset[str]()
    if len(fields) < len(fetch.keys) and not response.errors:
        sources = {rename.alias: rename.source for rename in fetch.renames if not rename.path}
        missing = frozenset(sources.get(key, key) for key in fetch.keys if key not in fields)
    if fetch.renames:
        undo_renames(fields, fetch.renames)
    deliver(fields, asked.groups[0], asked.copies)
    return missing


def _merge_entities(fetch: EntityFetch, asked: Asked, response: Response) -> str | None:
    """Merge a list of entities; what is wrong with it, if it cannot be matched with the representations."""
    if not asked.groups:
        return None
    entities = response.data.get(asked.names()[0])
    if entities is None and response.errors:
        return None
    if type(entities) is not list:
        return "answered no list of entities"
    if len(entities) != len(asked.groups):
        return f"answered {len(entities)} entities where {len(asked.groups)} were asked for"
    if any(type(entity) is not dict and entity is not None for entity in entities):
        return "answered an entity that is not an object"
    for entity, targets in zip(entities, asked.groups, strict=True):
        if entity is not None:
            if fetch.renames:
                undo_renames(entity, fetch.renames)
            deliver(entity, targets, asked.copies)
    return None


def deliver(entity: Object, targets: list[Object], copies: bool) -> None:
    """Merge `entity` into the targets that share it; `copies` when they may not share its nested objects."""
    further = [copied(entity) if copies else entity for _ in targets[1:]]
    if targets:
        merge(targets[0], entity)
    for target, part in zip(targets[1:], further, strict=True):
        merge(target, part)


def _reported(
    subgraph: str, error: ReportedError, data: Object, asked: Sequence[Asked], whole: Sequence[Spot]
) -> Failure:
    code = error.extensions.get("code")
    return Failure(
        subgraph,
        code if type(code) is str else ErrorCode.SUBGRAPH_ERROR.value,
        error.message,
        reported=True,
        spots=tuple(_placed(error.path or (), data, asked, whole)),
        extensions=error.extensions,
    )


def _placed(path: SourcePath, data: Object, asked: Sequence[Asked], whole: Sequence[Spot]) -> Sequence[Spot]:
    """The spots of an error with this path in the subgraph's answer; `whole` has all of each item."""
    for item, all_of_it in zip(asked, whole, strict=True) if path else ():
        if isinstance(item.fetch, EntityFetch):
            if path[0] == item.names()[0]:
                return _entity_spots(path, data.get(path[0]), item, all_of_it)
        elif path[0] in item.fetch.keys:
            spots = [Spot(group, _renamed(path, item.fetch.renames)) for group in item.groups]
            return spots if path[0] in data else [*spots, all_of_it]
    return whole


def _entity_spots(path: SourcePath, entities: Any, asked: Asked, whole: Spot) -> list[Spot]:
    """The spots of an error in one of the entities, with all that is missing where that, or their list, is null."""
    index = path[1] if len(path) > 1 else None
    if type(index) is not int or not 0 <= index < len(asked.groups):
        return [whole]
    group = asked.groups[index]
    spots = [Spot(group, _renamed(path[2:], asked.fetch.renames))] if len(path) > 2 else []
    if type(entities) is not list:
        spots.append(whole)
    elif not spots or item_at(entities, index) is None:
        spots.append(Spot(group, (), asked.fetch.selection))
    return spots


def _renamed(path: SourcePath, renames: tuple[Rename, ...]) -> SourcePath:
    """The path with the aliases that `undo_renames` has undone replaced likewise."""
    elements = list(path)
    for rename in renames:
        place = _position_of(rename.path, elements)
        if place is not None and place < len(elements) and elements[place] == rename.alias:
            elements[place] = rename.source
    return tuple(elements)


def _position_of(path: Path, elements: list[Any]) -> int | None:
    """The index in `elements` just below `path`, or None if they lead elsewhere."""
    place = 0
    for name in path:
        if isinstance(name, TypeGuard):
            continue
        while place < len(elements) and isinstance(elements[place], int):
            place += 1
        if place >= len(elements) or elements[place] != name:
            return None
        place += 1
    while place < len(elements) and isinstance(elements[place], int):
        place += 1
    return place
