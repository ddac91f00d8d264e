"""Taking a checked answer apart: entities to the targets that asked for them, errors to the failures.

The first target of a representation receives the entity itself; further ones share its nested objects, unless other
fetches write below them: then they get a copy.  A null entity leaves its targets as they are, without an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from gateway.execution.asked import Asked, Exchange
from gateway.execution.codes import ErrorCode
from gateway.execution.collect import Object, collect, target_paths
from gateway.execution.failures import Failure, Spot, Unsent
from gateway.execution.fitting import take_out
from gateway.execution.lacking import LEFT_OUT
from gateway.execution.merge import copied, merge, undo_renames
from gateway.execution.placement import placed, selected_at
from gateway.execution.ports import SubgraphError
from gateway.execution.responses import ReportedError, Response, invalid
from gateway.planning.plan import EntityFetch, Request, RootFetch


class _Problem(NamedTuple):
    """What is wrong with an answer, to be said after the subgraph, and where it shows."""

    message: str
    spots: Sequence[Spot]


def absorb(subgraph: str, response: Response, asked: Sequence[Asked]) -> list[Failure]:
    """Merge the answer into the targets; what failed comes back, one for each origin."""
    failures: list[Failure] = []
    if response.errors:
        whole = [_unfilled(item) for item in asked]
        failures += [_reported(subgraph, error, response.data, asked, whole) for error in response.errors]
    for item in asked:
        merge_answer = _merge_entities if isinstance(item.fetch, EntityFetch) else _merge_root
        problems = merge_answer(item, response)
        failures += [_failure(subgraph, invalid(subgraph, problem), spots) for problem, spots in problems]
    return failures


def failed(subgraph: str, error: SubgraphError, asked: Sequence[Asked]) -> list[Failure]:
    """The failure of a request without a usable answer."""
    return [_failure(subgraph, error, [_unfilled(item) for item in asked])]


def unsendable(root: Object, request: Request) -> Failure:
    """The failure of a request whose representations or variables cannot be written."""
    spots = [Spot(collect(root, target_paths(fetch)), (), fetch.selection) for fetch in request.fetches]
    message = f"What subgraph '{request.subgraph}' needs to know is nested too deeply to be sent."
    return Failure(request.subgraph, ErrorCode.INVALID_VALUE.value, message, spots=tuple(spots))


def unsent(exchanges: Iterable[Exchange]) -> Iterator[Unsent]:
    """The entity fetches of all requests, with the targets for which they were sent."""
    for request, asked, _ in exchanges:
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


def _merge_root(asked: Asked, response: Response) -> Iterator[_Problem]:
    """Merge top-level fields; tells those that are missing without the subgraph saying why."""
    fetch = asked.fetch
    assert isinstance(fetch, RootFetch)
    fields = {key: response.data[key] for key in fetch.keys if key in response.data}
    if len(fields) < len(fetch.keys) and not response.errors:
        sources = {rename.alias: rename.source for rename in fetch.renames if not rename.path}
        missing = frozenset(sources.get(key, key) for key in fetch.keys if key not in fields)
        yield _Problem(LEFT_OUT, [_unfilled(asked, missing)])
    yield from _merge_part(fields, asked.groups[0], asked)


def _merge_entities(asked: Asked, response: Response) -> Iterator[_Problem]:
    """Merge a list of entities, unless it cannot be matched with the representations."""
    if not asked.groups:
        return
    entities: Any = response.data.get(asked.names()[0])
    if entities is None and response.errors:
        return
    if problem := _unmatched(entities, asked):
        yield _Problem(problem, [_unfilled(asked)])
        return
    for entity, targets in zip(entities, asked.groups, strict=True):
        if entity is None:
            asked.silent.add(targets, asked.fetch.selection)
        else:
            yield from _merge_part(entity, targets, asked)


def _unmatched(entities: Any, asked: Asked) -> str:
    """Why an answer is not the list of entities that was asked for; empty if it is."""
    if type(entities) is not list:
        return "answered no list of entities"
    if len(entities) != len(asked.groups):
        return f"answered {len(entities)} entities where {len(asked.groups)} were asked for"
    if any(type(entity) is not dict and entity is not None for entity in entities):
        return "answered an entity that is not an object"
    return ""


def _merge_part(part: Object, targets: list[Object], asked: Asked) -> Iterator[_Problem]:
    """Merge the fields of one object, without what does not fit."""
    if asked.fetch.renames and not undo_renames(part, asked.fetch.renames):
        yield _Problem("answered one field twice, in ways that do not fit", [Spot(targets, (), asked.fetch.selection)])
    for path, problem in take_out(part, targets, asked.shared):
        missing = selected_at(asked.fetch.selection, path)
        yield _Problem(problem, [Spot(targets, path), Spot(targets, path, missing)])
    deliver(part, targets, asked.copies)


def deliver(entity: Object, targets: list[Object], copies: bool) -> bool:
    """Merge `entity` into the targets that share it; returns as `merge` does.

    Args:
        copies: they may not share its nested objects.
    """
    further = [copied(entity) if copies else entity for _ in targets[1:]]
    fits = not targets or merge(targets[0], entity)
    for target, part in zip(targets[1:], further, strict=True):
        fits = merge(target, part) and fits
    return fits


def _reported(
    subgraph: str, error: ReportedError, data: Object, asked: Sequence[Asked], whole: Sequence[Spot]
) -> Failure:
    code = error.extensions.get("code")
    return Failure(
        subgraph,
        code if type(code) is str else ErrorCode.SUBGRAPH_ERROR.value,
        error.message,
        reported=True,
        spots=tuple(placed(error.path or (), data, asked, whole)),
        extensions=error.extensions,
    )
