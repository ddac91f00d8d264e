"""Connections in pages with opaque keyset cursors: a cursor names the last row seen, so pages survive insertions.

A cursor holds the name of the order, then the row's sort keys (see `opaque`).  A cursor of another
order, or no cursor at all, is refused by name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import strawberry

from subgraphs.kit.errors import InvalidInput
from subgraphs.kit.opaque import pack, unpack

Node = TypeVar("Node")
SortKey = str | int | float

MAX_PAGE = 100


@strawberry.federation.type(shareable=True, description="Where a page lies in its connection.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follow the last edge.")
    has_previous_page: bool = strawberry.field(description="Whether others came before the first edge.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last edge: pass it as `after`.")


@strawberry.type(description="One element of a connection.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="Where this element is; opaque.")
    node: Node = strawberry.field(description="The element.")


@strawberry.type(description="A page of a longer list.")
class Connection(Generic[Node]):
    edges: list[Edge[Node]] = strawberry.field(description="The page's elements, in order.")
    page_info: PageInfo = strawberry.field(description="Where the page lies.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="Number of elements on all pages.")
    async def total_count(self) -> int:
        return await self.count()


def encode_cursor(order: str, *keys: SortKey) -> str:
    """The cursor of a row: `order` names the sorting, `keys` are the row's sort keys."""
    return pack(order, *keys)


def decode_cursor(order: str, kinds: Sequence[type], cursor: str) -> tuple[SortKey, ...]:
    """The sort keys in a cursor.

    Args:
        order: as given to `encode_cursor`.
        kinds: the keys' types.

    Raises:
        InvalidInput: not a cursor of this order.
    """
    try:
        parts = unpack(cursor)
    except ValueError as error:
        raise _invalid() from error
    if [type(part) for part in parts] != [str, *kinds] or parts[0] != order:
        raise _invalid()
    return tuple(parts[1:])


def page_size(first: int) -> int:
    """`first`, checked. Raises InvalidInput outside 0 to 100."""
    if not 0 <= first <= MAX_PAGE:
        raise InvalidInput(f"first must be from 0 to {MAX_PAGE}, not {first}")
    return first


def page_info(edges: Sequence[Edge[Node]], *, after: str | None, more: bool) -> PageInfo:
    """The page info of `edges`, which follow `after`; `more` tells whether others follow them."""
    return PageInfo(
        has_next_page=more,
        has_previous_page=after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )


def _invalid() -> InvalidInput:
    return InvalidInput("after is not a cursor of this connection")
