"""What subgraphs left out of their answers, looked for only when a null has no other explanation.

No GraphQL server leaves out a field that it was asked for, or answers null where the schema has none; but not all
that answers is one.  Where a field is in no answer though somebody was asked for it, the answers are read once more
beside what was asked, and what they lack is a failure of their subgraph: at that null, and at those of what could not
be asked for want of it, such as of a key that only the gateway needs.

A null that the schema allows is never one: neither a null entity, nor a key that may be null.  Finding places takes
much more time and memory than answers without them do, so there is a bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from gateway.execution.asked import Asked, Exchange
from gateway.execution.collect import Object
from gateway.execution.failures import Failure, SourcePath, Spot
from gateway.execution.merge import undo_renames
from gateway.execution.places import item_at
from gateway.execution.ports import SubgraphError
from gateway.execution.responses import invalid, read_response
from gateway.planning.plan import TYPENAME, RootFetch, Selected

LEFT_OUT: Final = "left out fields it was asked for"
_NULL: Final = "answered null where the schema allows none"
_OTHER: Final = "answered values of another kind than it was asked for"
_EXAMPLES: Final = 5
"""Places that the log names."""
MOST: Final = 10_000
"""Places that are told of in one response; clients see a hundred, and how many more there are."""


def lacking(exchanges: Iterable[Exchange]) -> list[Failure]:
    """For each answer and each thing that is wrong with it, one failure, inferred."""
    failures: list[Failure] = []
    left = MOST
    for exchange in exchanges:
        if exchange.body is not None and left:
            found = list(_failures(exchange.request.subgraph, exchange.asked, exchange.body, left))
            failures += found
            left -= sum(len(failure.spots) for failure in found)
    return failures


def _failures(subgraph: str, sent: Sequence[Asked], body: bytes, most: int) -> Iterator[Failure]:
    try:
        data = read_response(subgraph, body).data
    except SubgraphError:  # it was told when it came
        return
    found: dict[str, list[Spot]] = {}
    for problem, spot in islice(_spots(sent, data), most):
        found.setdefault(problem, []).append(spot)
    for problem, spots in found.items():
        error = invalid(subgraph, problem)
        yield Failure(subgraph, error.code, error.message, spots=tuple(spots), detail=_examples(spots), inferred=True)


def _spots(sent: Sequence[Asked], data: Mapping[str, Any]) -> Iterator[tuple[str, Spot]]:
    """What is wrong, and where."""
    for asked in sent:
        for targets, part in _parts(asked, data):
            for path, field, problem in _lacking(part, targets[0], asked.fetch.selection, ()):
                yield problem, Spot(targets, path, (field,))


def _parts(asked: Asked, data: Mapping[str, Any]) -> Iterator[tuple[list[Object], Object]]:
    """What an answer brought, as it was merged, and the targets of each part."""
    if isinstance(asked.fetch, RootFetch):
        fields = {key: data[key] for key in asked.fetch.keys if key in data}
        parts = [fields] if asked.groups[0] else []
    else:
        entities = data.get(asked.names()[0])
        parts = entities if type(entities) is list and len(entities) == len(asked.groups) else []
    for part, targets in zip(parts, asked.groups, strict=False):
        if type(part) is dict:
            undo_renames(part, asked.fetch.renames)
            yield targets, part


def _lacking(
    part: Any, merged: Any, selection: Sequence[Selected], path: SourcePath
) -> Iterator[tuple[SourcePath, Selected, str]]:
    """What is lacking in one part, and in all that was merged: the object, the field, and how."""
    if type(part) is list:
        for index, item in enumerate(part):
            yield from _lacking(item, item_at(merged, index), selection, (*path, index))
    elif type(part) is dict and type(merged) is dict:
        name = merged.get(TYPENAME)
        for field in selection:
            if field.types is None or (type(name) is str and name in field.types):
                yield from _lacking_field(part, merged, field, path)


def _lacking_field(
    part: Object, merged: Object, field: Selected, path: SourcePath
) -> Iterator[tuple[SourcePath, Selected, str]]:
    source = field.source
    item = part.get(source)
    if item is None:
        if field.children is not None or merged.get(source) is None:  # of an object others bring only their parts
            if source not in part:
                yield path, field, LEFT_OUT
            elif field.non_null:
                yield path, field, _NULL
    elif field.children is None:
        if source == TYPENAME and type(item) is not str:
            yield path, field, _OTHER
    elif type(item) is dict or type(item) is list:
        yield from _lacking(item, merged.get(source), field.children, (*path, source))
    else:
        yield path, field, _OTHER


def _examples(spots: Sequence[Spot]) -> str:
    """Where the first of them are, below what was asked for."""
    paths = dict.fromkeys(
        ".".join(str(element) for element in (*spot.path, spot.missing[0].source)) for spot in spots[:_EXAMPLES]
    )
    return ", ".join(paths)
