"""From representations to objects by one loader: one query for all of them, and an error only where it belongs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from subgraphs.kit.entities import Representation, key_of
from subgraphs.kit.errors import ClientError

Row = TypeVar("Row")
Node = TypeVar("Node")


async def resolved(
    representations: Sequence[Representation], load: Callable[[str], Awaitable[Row | None]], make: Callable[[Row], Node]
) -> list[Node | ClientError | None]:
    """For each representation in order: the object, None if it does not exist, or the error that only it has."""

    async def one(representation: Representation) -> Node | ClientError | None:
        try:
            row = await load(key_of(representation))
        except ClientError as error:
            return error
        return None if row is None else make(row)

    return list(await asyncio.gather(*(one(representation) for representation in representations)))
