"""What a request's resolvers share: the caller, the store, and loaders that gather single look-ups into batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiodataloader import DataLoader
from strawberry.types import Info

from gateway.security import Principal
from subgraphs.users.records import OrganisationRecord, UserRecord
from subgraphs.users.store.port import UserStore


@dataclass(frozen=True)
class UsersContext:
    """Of one request; made inside its event loop.

    Args:
        principal: the verified caller, None for an anonymous one.
        store: for what is not looked up by id.
        users: by id; None for one that does not exist.
        organisations: likewise.
    """

    principal: Principal | None
    store: UserStore
    users: DataLoader[str, UserRecord | None]
    organisations: DataLoader[str, OrganisationRecord | None]

    @classmethod
    def of(cls, principal: Principal | None, store: UserStore) -> UsersContext:
        async def users(ids: Sequence[str]) -> list[UserRecord | None]:
            found = await store.users_by_ids(ids)
            return [found.get(each) for each in ids]

        async def organisations(ids: Sequence[str]) -> list[OrganisationRecord | None]:
            found = await store.organisations_by_ids(ids)
            return [found.get(each) for each in ids]

        return cls(principal, store, DataLoader(users), DataLoader(organisations))


UsersInfo = Info[UsersContext, None]
