"""Pages of users in order of creation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from subgraphs.kit.errors import InvalidInput
from subgraphs.kit.pages import Connection, Edge, decode_cursor, encode_cursor, page_info, page_size
from subgraphs.users.records import UserRecord
from subgraphs.users.store.port import After, UserStore

Node = TypeVar("Node")

_ORDER = "users by creation"


async def user_connection(
    store: UserStore,
    first: int,
    after: str | None,
    node: Callable[[UserRecord], Node],
    *,
    organisation: str | None = None,
) -> Connection[Node]:
    """A page of users, of one organisation or of all.

    Args:
        store: where they are.
        first: at most so many; 0 to 100.
        after: cursor of the last user of the page before.
        node: makes the connection's node of a record.

    Raises:
        InvalidInput: `first` is out of range or `after` is no cursor of users.
    """
    page = await store.page(first=page_size(first), after=_place(after), organisation=organisation)
    edges = [Edge(cursor=_cursor(user), node=node(user)) for user in page.users]
    return Connection(
        edges=edges,
        page_info=page_info(edges, after=after, more=page.more),
        count=lambda: store.count(organisation),
    )


def _cursor(user: UserRecord) -> str:
    return encode_cursor(_ORDER, user.created_at.isoformat(), user.id)


def _place(cursor: str | None) -> After | None:
    if cursor is None:
        return None
    created_at, user_id = decode_cursor(_ORDER, (str, str), cursor)
    try:
        return After(datetime.fromisoformat(str(created_at)), str(user_id))
    except ValueError as error:
        raise InvalidInput("after is not a cursor of this connection") from error
