"""`_entities` in true batches: all representations of a type are resolved by one call.

A type takes part by defining `resolve_references`, an async classmethod from the context and the representations to as
many results, in order: an instance, None for an entity that does not exist, or an exception for that entity alone
(Federation subgraph specification, "Query._entities").
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar, runtime_checkable

from subgraphs.kit.errors import ClientError, InvalidInput

Row = TypeVar("Row")
Node = TypeVar("Node")

Representation = Mapping[str, Any]
"""What the gateway knows of an entity: `__typename`, key fields, required fields; never to be changed."""


@runtime_checkable
class BatchEntity(Protocol):
    """A class whose instances are resolved from representations."""

    @classmethod
    async def resolve_references(cls, context: Any, representations: Sequence[Representation]) -> Sequence[Any]: ...


def key_of(representation: Representation, field: str = "id") -> str:
    """The value of a single `ID` key field.

    Raises:
        InvalidInput: the representation lacks it, or it is neither text nor an integer.
    """
    value = representation.get(field)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InvalidInput(f"a representation of {representation.get('__typename')} lacks the key field {field}")
    return str(value)


def keys_of(representations: Sequence[Representation], field: str = "id") -> list[str | InvalidInput]:
    """`key_of` each; the error in place of a key that is not there."""
    keys: list[str | InvalidInput] = []
    for representation in representations:
        try:
            keys.append(key_of(representation, field))
        except InvalidInput as error:
            keys.append(error)
    return keys


async def resolve_each(
    representations: Sequence[Representation], load: Callable[[str], Awaitable[Row | None]], make: Callable[[Row], Node]
) -> list[Node | ClientError | None]:
    """What a `resolve_references` answers that has a loader: one query for all, and an error only where it belongs.

    Args:
        representations: with the key `id`.
        load: a loader's, which gathers look-ups; None for an entity that does not exist.
        make: the object of a row.
    """

    async def one(representation: Representation) -> Node | ClientError | None:
        try:
            row = await load(key_of(representation))
        except ClientError as error:
            return error
        return None if row is None else make(row)

    return list(await asyncio.gather(*(one(representation) for representation in representations)))


async def resolve_entities(types: Mapping[str, type], context: Any, representations: Sequence[Any]) -> list[Any]:
    """One result per representation, in their order; one call per type.

    Args:
        types: the schema's object types by name.
        context: the request's.
        representations: `_Any` values as they came.
    """
    results: list[Any] = [None] * len(representations)
    positions: dict[str, list[int]] = {}
    for position, representation in enumerate(representations):
        name = representation.get("__typename") if isinstance(representation, dict) else None
        if isinstance(name, str) and isinstance(types.get(name), BatchEntity):
            positions.setdefault(name, []).append(position)
        else:
            results[position] = _unresolvable(name)
    batches = await asyncio.gather(
        *(
            _resolve(types[name], name, context, [representations[i] for i in where])
            for name, where in positions.items()
        )
    )
    for where, batch in zip(positions.values(), batches, strict=True):
        for position, result in zip(where, batch, strict=True):
            results[position] = result
    return results


async def _resolve(entity: Any, name: str, context: Any, representations: Sequence[Representation]) -> Sequence[Any]:
    try:
        results: Sequence[Any] = await entity.resolve_references(context, representations)
    except Exception as error:
        return [error] * len(representations)
    if len(results) != len(representations):
        broken = RuntimeError(f"{name}.resolve_references gave {len(results)} results for {len(representations)}")
        return [broken] * len(representations)
    return results


def _unresolvable(name: object) -> ClientError:
    if not isinstance(name, str):
        return InvalidInput("a representation must be an object with __typename")
    return InvalidInput(f"this subgraph resolves no entities of type {name[:100]}")
