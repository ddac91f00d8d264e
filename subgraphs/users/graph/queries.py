"""The query fields."""

from __future__ import annotations

import asyncio

import strawberry

from subgraphs.kit.callers import require_caller
from subgraphs.kit.errors import InvalidInput
from subgraphs.kit.pages import Connection
from subgraphs.users.graph.context import UsersInfo
from subgraphs.users.graph.pages import user_connection
from subgraphs.users.graph.types import Organisation, User

MAX_IDS = 500


@strawberry.type
class Query:
    @strawberry.federation.field(
        authenticated=True, description="The user the access token stands for; null when it stands for a client."
    )
    async def me(self, info: UsersInfo) -> User | None:
        caller = require_caller(info.context.principal)
        return await User.load(info.context, caller.subject)

    @strawberry.field(description="One user; null when there is none of that id.")
    async def user(self, info: UsersInfo, id: strawberry.ID) -> User | None:
        return await User.load(info.context, str(id))

    @strawberry.field(description="At most 500 users in the order of `ids`, null for each that does not exist.")
    async def users_by_ids(self, info: UsersInfo, ids: list[strawberry.ID]) -> list[User | None]:
        if len(ids) > MAX_IDS:
            raise InvalidInput(f"ids may have {MAX_IDS} elements, not {len(ids)}")
        return list(await asyncio.gather(*(User.load(info.context, str(each)) for each in ids)))

    @strawberry.field(description="All users in the order of their creation, at most 100 a page.")
    async def users(self, info: UsersInfo, first: int = 20, after: str | None = None) -> Connection[User]:
        return await user_connection(info.context.store, first, after, User.of)

    @strawberry.field(description="One organisation; null when there is none of that id.")
    async def organisation(self, info: UsersInfo, id: strawberry.ID) -> Organisation | None:
        return await Organisation.load(info.context, str(id))
