"""Taking a checked answer apart: entities to the targets that asked for them, errors to the failures.

The first target of a representation receives the entity itself; further ones share its nested objects, unless other
fetches write below them: then they get a copy.  A null entity leaves its targets as they are, without an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from gateway.execution.codes import ErrorCode
from gateway.execution.collect import Object
from gateway.execution.contexts import Values
from gateway.execution.failures import Failure, SourcePath, Spot
from gateway.execution.merge import copied, merge, undo_renames
from gateway.execution.ports import SubgraphError
from gateway.execution.representations import Representations
from gateway.execution.responses import ReportedError, Response, invalid
from gateway.planning.plan import EntityFetch, Fetch, Path, Rename, RootFetch, TypeGuard, repetition


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
    failures = [_reported(subgraph, error, asked) for error in response.errors]
    for item in asked:
        if isinstance(item.fetch, EntityFetch):
            problem = _merge_entities(item.fetch, item, response)
        else:
            problem = _merge_root(item.fetch, item, response)
        if problem:
            failures += failed(subgraph, invalid(subgraph, problem), [item])
    return failures


def failed(subgraph: str, error: SubgraphError, asked: Sequence[Asked]) -> list[Failure]:
    """The failure of a request, or part of one, without a usable answer."""
    return [Failure(subgraph, error.code, error.message, areas=_areas(asked), detail=error.detail)]


def _merge_root(fetch: RootFetch, asked: Asked, response: Response) -> str | None:
    """Merge top-level fields; what is wrong if some are missing without the subgraph saying why."""
    fields = {key: response.data[key] for key in fetch.keys if key in response.data}
    missing = len(fields) < len(fetch.keys) and not response.errors
    if fetch.renames:
        undo_renames(fields, fetch.renames)
    _deliver(fields, asked.groups[0], asked.copies)
    return "left out fields it was asked for" if missing else None


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
            _deliver(entity, targets, asked.copies)
    return None


def _deliver(entity: Object, targets: list[Object], copies: bool) -> None:
    further = [copied(entity) if copies else entity for _ in targets[1:]]
    if targets:
        merge(targets[0], entity)
    for target, part in zip(targets[1:], further, strict=True):
        merge(target, part)


def _reported(subgraph: str, error: ReportedError, asked: Sequence[Asked]) -> Failure:
    spots, areas = _placed(error.path or (), asked)
    code = error.extensions.get("code")
    return Failure(
        subgraph,
        code if type(code) is str else ErrorCode.SUBGRAPH_ERROR.value,
        error.message,
        reported=True,
        spots=spots,
        areas=areas,
        extensions=error.extensions,
    )


def _placed(path: SourcePath, asked: Sequence[Asked]) -> tuple[tuple[Spot, ...], tuple[tuple[Spot, ...], ...]]:
    """The spots, or else the areas, of an error with this path in the subgraph's answer."""
    for item in asked if path else ():
        if isinstance(item.fetch, EntityFetch):
            if path[0] == item.names()[0]:
                spots = _entity_spots(path, item)
                return (spots, ()) if spots else ((), _areas([item]))
        elif path[0] in item.fetch.keys:
            below = _renamed(path, item.fetch.renames)
            return tuple(Spot(tuple(group), below) for group in item.groups), ()
    return (), _areas(asked)


def _entity_spots(path: SourcePath, asked: Asked) -> tuple[Spot, ...]:
    index = path[1] if len(path) > 1 else None
    if isinstance(index, int) and 0 <= index < len(asked.groups):
        return (Spot(tuple(asked.groups[index]), _renamed(path[2:], asked.fetch.renames)),)
    return ()


def _areas(asked: Sequence[Asked]) -> tuple[tuple[Spot, ...], ...]:
    """The places that each fetch fills."""
    return tuple(tuple(_spots(item)) for item in asked)


def _spots(asked: Asked) -> Iterator[Spot]:
    """The places that one fetch fills."""
    if isinstance(asked.fetch, EntityFetch):
        for group in asked.groups:
            yield Spot(tuple(group))
    else:
        for key in asked.fetch.keys:
            yield Spot(tuple(asked.groups[0]), (key,))


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
